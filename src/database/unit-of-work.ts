import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/sequelize';
import { ForeignKeyConstraintError, type Transaction } from 'sequelize';
import { Sequelize } from 'sequelize-typescript';
import { Unavailable } from '../common/common.errors.js';
import { originOf } from '../common/problem-mapping.js';
import { Metrics } from '../telemetry/metrics.js';
import { isSqlite } from './dialect.js';
import { inTransaction } from './transaction.js';

const MOST_ATTEMPTS = 5;
const DEADLINE_MILLISECONDS = 4000;
const PAUSE_MILLISECONDS = 20;

/**
 * 1213 deadlock, 1205 lock wait, 1020 changed since last read, 1047 Galera without quorum, 3101 lost against another node
 * of Group Replication: nothing was committed.
 */
const REPEATABLE = new Set<number | string>([1213, 1205, 1020, 1047, 3101, 'SQLITE_BUSY']);

/**
 * The one door to a transaction. SQLite takes one writer at a time, so there the others wait in line here: waiting in
 * the driver would occupy the threads that the writer needs to finish. Inner methods take the transaction as their last
 * parameter: a `run` inside a `run` would wait for itself.
 */
@Injectable()
export class UnitOfWork {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    @InjectConnection() private readonly database: Sequelize,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Runs the work in one transaction: all of it is kept or none. The whole closure is repeated when the database asks
   * for it, so it must do nothing but read and write the database. Decide inside; throw, mail and publish outside.
   * @throws Unavailable when the database stays busy beyond the deadline
   */
  run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.inTurn(() => inTransaction(this.database, work));
  }

  /**
   * Runs a single statement, which is a transaction by itself: the same promises as `run`, without the two round trips
   * of BEGIN and COMMIT. @throws Unavailable when the database stays busy beyond the deadline
   */
  statement<T>(work: () => Promise<T>): Promise<T> {
    return this.inTurn(work);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const deadline = Date.now() + DEADLINE_MILLISECONDS;
    if (!isSqlite(this.database)) return this.attempt(work, deadline);

    const turn = this.last.then(() => this.attempt(work, deadline));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async attempt<T>(work: () => Promise<T>, deadline: number): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      if (Date.now() > deadline)
        throw this.abandoned(new Unavailable('The database is busy. Try again in a moment.'));
      try {
        return await work();
      } catch (error) {
        if (!isRepeatable(error)) throw error;
        if (attempt === MOST_ATTEMPTS) throw this.abandoned(error);
        this.metrics.retries.inc({ code: originOf(error).code ?? 'unknown' });
        await sleep(Math.random() * PAUSE_MILLISECONDS * 2 ** attempt);
      }
    }
  }

  private abandoned(error: unknown): unknown {
    this.metrics.abandoned.inc({});
    return error;
  }
}

/** A parent that vanished, or a child that appeared, since the decision was made: decided anew, the answer is a clear one. */
export function isRepeatable(error: unknown): boolean {
  if (error instanceof ForeignKeyConstraintError) return true;
  const { code, errno } = originOf(error);
  return REPEATABLE.has(errno ?? '') || REPEATABLE.has(code ?? '');
}
