import {
  ConnectionError,
  DatabaseError,
  ForeignKeyConstraintError,
  TimeoutError,
  ValidationError,
} from 'sequelize';
import { type DriverError, meaningOf } from './error-numbers.js';

/** Returns whether the error means that the database is unavailable now, not that a statement is wrong. */
export function isDatabaseFault(error: unknown): boolean {
  if (error instanceof ConnectionError || error instanceof TimeoutError) return true;
  if (error instanceof ForeignKeyConstraintError) return true; // UnitOfWork gave up on a conflict
  if (error instanceof ValidationError) return false;
  return meaningOf(originOf(error)) !== undefined || isClosedConnection(error);
}

/** Returns the error of the driver that Sequelize has wrapped. */
export function originOf(error: unknown): DriverError {
  const origin: unknown = error instanceof DatabaseError ? error.original : error;
  return typeof origin === 'object' && origin !== null ? origin : {};
}

/** Recognizes a connection that has just been closed. mysql2 and Sequelize report it only by a message. */
function isClosedConnection(error: unknown): boolean {
  return (
    error instanceof Error &&
    /closed state|rollback has been called|commit has been called/.test(error.message)
  );
}
