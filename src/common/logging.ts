import type { LoggerService } from '@nestjs/common';
import { BaseError } from 'sequelize';
import { pino, type DestinationStream, type Logger as Pino } from 'pino';
import { LogStream } from './log-stream.js';

/** The destination of log lines. */
type LogDestination = DestinationStream & { close?: () => Promise<void> };

/** Contexts of Nest's own messages at start, forty lines that are not logged. */
const FRAMEWORK = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/**
 * The log: JSON lines on standard output, written in the background. `close` must be called before the process ends, or
 * the last lines are lost. Only what callers pass is logged: no headers, no bodies, no SQL.
 */
export class Log implements LoggerService {
  readonly pino: Pino;

  constructor(
    level: string,
    private readonly destination: LogDestination = new LogStream(),
  ) {
    this.pino = pino({ level, base: undefined, serializers: { err: describe } }, destination);
  }

  /** Writes a line of JSON that ends with a line break. */
  writeLine(line: string): void {
    this.destination.write(line);
  }

  /** Writes the lines that are still in memory. */
  async close(): Promise<void> {
    await this.destination.close?.();
  }

  log(message: unknown, context = ''): void {
    const level = FRAMEWORK.has(context) ? 'debug' : 'info';
    this.pino[level](lineOf(message, context));
  }

  warn(message: unknown, context?: string): void {
    this.pino.warn(lineOf(message, context));
  }

  error(message: unknown, ...rest: string[]): void {
    this.pino.error(lineOf(message, rest.at(-1)));
  }

  fatal(message: unknown, context?: string): void {
    this.pino.fatal(lineOf(message, context));
  }

  debug(message: unknown, context?: string): void {
    this.pino.debug(lineOf(message, context));
  }

  verbose(message: unknown, context?: string): void {
    this.pino.trace(lineOf(message, context));
  }
}

function lineOf(message: unknown, context?: string): object {
  if (message instanceof Error) return { context, err: message };
  if (typeof message === 'object' && message !== null) return { context, ...message };
  return { context, msg: String(message) };
}

/**
 * Returns the fields of an error to log. Only these are logged, because Sequelize's errors contain the statement and
 * its values, which may be hashes.
 */
function describe(error: Error): object {
  const { code } = error as { code?: string };
  const message = error instanceof BaseError ? error.message.split('\n')[0] : error.message;
  return { type: error.name, message, code, stack: error.stack };
}
