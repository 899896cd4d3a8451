import { HttpException } from '@nestjs/common';
import {
  BaseError,
  ConnectionError,
  DatabaseError,
  ForeignKeyConstraintError,
  TimeoutError,
  ValidationError,
} from 'sequelize';
import {
  BadRequest,
  BodyTooLarge,
  HeadersTooLarge,
  InternalError,
  MalformedBody,
  NotFound,
  RequestTimeout,
  Unavailable,
  UnsupportedMediaType,
  UriTooLong,
} from './common.errors.js';
import { Problem, type ProblemClass } from './problem.js';

const BY_STATUS = new Map<number, ProblemClass>([
  [400, BadRequest],
  [404, NotFound],
  [408, RequestTimeout],
  [413, BodyTooLarge],
  [414, UriTooLong],
  [415, UnsupportedMediaType],
  [431, HeadersTooLarge],
  [503, Unavailable],
]);

const BY_FASTIFY_CODE = new Map<string, ProblemClass>([
  ['FST_ERR_CTP_INVALID_JSON_BODY', MalformedBody],
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', MalformedBody],
]);

/** Codes by which drivers say that the database is gone, busy, full or read-only: it may answer again later. */
const DATABASE_FAULTS = new Set<string | number>([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'SQLITE_BUSY',
  'SQLITE_FULL',
  'SQLITE_IOERR',
  'SQLITE_READONLY',
  'SQLITE_CANTOPEN',
  1020, // ER_CHECKREAD: changed since last read
  1021, // ER_DISK_FULL
  1040, // ER_CON_COUNT_ERROR: too many connections
  1047, // ER_UNKNOWN_COM_ERROR: Galera without quorum
  1053, // ER_SERVER_SHUTDOWN
  1114, // ER_RECORD_FILE_FULL
  1180, // ER_ERROR_DURING_COMMIT: Galera lost its quorum meanwhile
  1205, // ER_LOCK_WAIT_TIMEOUT
  1213, // ER_LOCK_DEADLOCK
  1290, // ER_OPTION_PREVENTS_STATEMENT: read only
  1317, // ER_QUERY_INTERRUPTED
  1836, // ER_READ_ONLY_MODE
  1927, // ER_CONNECTION_KILLED
  1969, // ER_STATEMENT_TIMEOUT of MariaDB
  3024, // ER_QUERY_TIMEOUT of MySQL
  3032, // ER_SERVER_OFFLINE_MODE
  3100, // ER_RUN_HOOK_ERROR: Group Replication refused the commit
  3101, // ER_TRANSACTION_ROLLBACK_DURING_COMMIT: another node was first
  3796, // ER_GRP_TRX_CONSISTENCY_NOT_ALLOWED: the node is outside of its group
  3797, // ER_GRP_TRX_CONSISTENCY_BEFORE: it could not catch up with its group
  3798, // ER_GRP_TRX_CONSISTENCY_AFTER_ON_TRX_BEGIN: its group does not answer
  3799, // ER_GRP_TRX_CONSISTENCY_BEGIN_NOT_ALLOWED: it leaves its group
]);

/** Whether the error means that the database cannot serve now, as opposed to a statement that is wrong. */
export function isDatabaseFault(error: unknown): boolean {
  if (error instanceof ConnectionError || error instanceof TimeoutError) return true;
  if (error instanceof ForeignKeyConstraintError) return true; // UnitOfWork gave up on a conflict
  if (error instanceof ValidationError) return false;
  const { code, errno } = originOf(error);
  return DATABASE_FAULTS.has(code ?? '') || DATABASE_FAULTS.has(errno ?? '') || isClosedConnection(error);
}

/** The error that the driver threw, without Sequelize's wrapping. */
export function originOf(error: unknown): { code?: string; errno?: number } {
  const origin: unknown = error instanceof DatabaseError ? error.original : error;
  return typeof origin === 'object' && origin !== null ? origin : {};
}

/** mysql2 and Sequelize report the use of a connection that has just died by a sentence alone. */
function isClosedConnection(error: unknown): boolean {
  return (
    error instanceof Error &&
    /closed state|rollback has been called|commit has been called/.test(error.message)
  );
}

/** Finds the problem that an error of any origin stands for. What nobody foresaw becomes InternalError. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof BaseError || isDatabaseFault(error)) return fromDatabase(error);

  const { code, statusCode } = error as { code?: string; statusCode?: number };
  const status = error instanceof HttpException ? error.getStatus() : statusCode;
  const known = BY_FASTIFY_CODE.get(code ?? '') ?? BY_STATUS.get(status ?? 500);
  return known ? new known() : new InternalError();
}

function fromDatabase(error: unknown): Problem {
  return isDatabaseFault(error)
    ? new Unavailable('The database does not answer. Try again in a moment.')
    : new InternalError();
}
