import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/sequelize';
import { ForeignKeyConstraintError, type Transaction } from 'sequelize';
import { Sequelize } from 'sequelize-typescript';
import { Unavailable } from '../common/common.errors.js';
import { originOf } from './database-faults.js';
import { Metrics } from '../telemetry/metrics.js';
import { isSqlite } from './dialect.js';
import { meaningOf } from './error-numbers.js';
import { type SqliteWriter, writerOf } from './sqlite-writer.js';
import { followedByHooks } from './transaction.js';

const MAX_ATTEMPTS = 5;
const DEADLINE_MS = 4000;
const PAUSE_MS = 20;

/** Runs work unless the deadline has passed. */
type InTime = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * The only way to run a transaction. SQLite allows one writer at a time, so SqliteWriter queues the others there:
 * waiting in the driver would block the threads that the writer needs to finish. Inner methods take the transaction as
 * their last parameter, because a `run` inside a `run` would wait for itself.
 */
@Injectable()
export class UnitOfWork {
  private readonly writer: SqliteWriter | undefined;

  constructor(
    @InjectConnection() private readonly database: Sequelize,
    private readonly metrics: Metrics,
  ) {
    this.writer = isSqlite(database) ? writerOf(database) : undefined;
  }

  /**
   * Runs the work in one transaction, which commits all of it or nothing. The whole closure is repeated after deadlocks
   * and similar errors, so it must only read and write the database. Decide inside; throw, mail and publish outside.
   * @throws Unavailable when the database stays busy beyond the deadline
   */
  run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.attempt((inTime) =>
      followedByHooks(
        (begun) => this.begin(begun),
        (transaction) => inTime(() => work(transaction)),
      ),
    );
  }

  /**
   * Runs a single statement as its own transaction, with the guarantees of `run` but without the round trips of BEGIN
   * and COMMIT. The work passes the transaction on: on SQLite it is the one that several writers share, and a statement
   * outside of it would wait for it. @throws Unavailable when the database stays busy beyond the deadline
   */
  statement<T>(work: (transaction: Transaction | null) => Promise<T>): Promise<T> {
    return this.attempt((inTime) =>
      this.writer ? this.writer.run((transaction) => inTime(() => work(transaction))) : work(null),
    );
  }

  private begin<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.writer ? this.writer.run(work) : this.database.transaction(work);
  }

  /**
   * Repeats the work on repeatable errors. `inTime` wraps work that has waited in a queue: its caller may have given up
   * meanwhile.
   */
  private async attempt<T>(work: (inTime: InTime) => Promise<T>): Promise<T> {
    const deadline = Date.now() + DEADLINE_MS;
    const inTime: InTime = (late) => {
      if (Date.now() > deadline)
        throw this.abandoned(new Unavailable('The database is busy. Try again in a moment.'));
      return late();
    };
    for (let attempt = 1; ; attempt++) {
      try {
        return await inTime(() => work(inTime));
      } catch (error) {
        if (!isRepeatable(error) && !this.writer?.isWritableAgain(error)) throw error;
        if (attempt === MAX_ATTEMPTS) throw this.abandoned(error);
        this.metrics.retries.inc({ code: originOf(error).code ?? 'unknown' });
        await sleep(Math.random() * PAUSE_MS * 2 ** attempt);
      }
    }
  }

  private abandoned(error: unknown): unknown {
    this.metrics.abandoned.inc({});
    return error;
  }
}

/**
 * Returns whether to repeat a unit. This includes foreign keys that failed because a row appeared or disappeared since
 * the decision: deciding again gives a clear result.
 */
export function isRepeatable(error: unknown): boolean {
  if (error instanceof ForeignKeyConstraintError) return true;
  return meaningOf(originOf(error)) === 'repeat';
}
