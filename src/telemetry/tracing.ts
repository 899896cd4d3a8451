import type { FastifyInstance } from 'fastify';

/** The type of Sequelize's `logging` with `benchmark`: it gets a statement and its duration in milliseconds. */
type StatementLog = (sql: string, milliseconds?: number) => void;

/** Creates spans for requests and their statements, and sends them to a trace collector. */
export abstract class Tracing {
  /**
   * Sequelize's option `logging`. Only the kind and the table of a statement are recorded, because the rest contains
   * values.
   */
  abstract readonly statements: StatementLog | false;

  /**
   * Creates a span for every request, as a child of the caller's span if the request has `traceparent` (W3C Trace
   * Context).
   */
  abstract traceRequests(fastify: FastifyInstance): void;

  /** Runs a part of a request in a separate span. */
  abstract inSpan<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** Records nothing and has no overhead. */
export class NoTracing extends Tracing {
  readonly statements = false;

  traceRequests(): void {}

  inSpan<T>(_name: string, work: () => Promise<T>): Promise<T> {
    return work();
  }
}
