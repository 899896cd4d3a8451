import type { FastifyInstance } from 'fastify';

/** Takes a statement and its milliseconds, as Sequelize's `logging` does with `benchmark`. */
type StatementLog = (sql: string, milliseconds?: number) => void;

/** Follows a request through what it waits for, and tells a collector of traces. */
export abstract class Tracing {
  /** Sequelize's option `logging`. Of a statement only its kind and its table are told: values stand in it. */
  abstract readonly statements: StatementLog | false;

  /** Makes a span of every request, a child of the caller's where it sent `traceparent` (W3C Trace Context). */
  abstract traceRequests(fastify: FastifyInstance): void;

  /** Runs a part of a request as a span of its own. */
  abstract inSpan<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** Follows nothing, and costs nothing. */
export class NoTracing extends Tracing {
  readonly statements = false;

  traceRequests(): void {}

  inSpan<T>(_name: string, work: () => Promise<T>): Promise<T> {
    return work();
  }
}
