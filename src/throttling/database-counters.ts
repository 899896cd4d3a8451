import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Op, QueryTypes } from 'sequelize';
import type { Sequelize } from 'sequelize-typescript';
import { UnitOfWork } from '../database/unit-of-work.js';
import { type CounterState, MEMORY, MOST_LEVELS, type Rule } from './counter.js';
import { Counter } from './counter.model.js';
import type { SharedCounters } from './shared-counters.js';

/** The answer is one number: milliseconds left, level and hits, in places that none of them outgrows. */
const HITS = 2 ** 20;
const LEVELS = MOST_LEVELS + 1;

/**
 * Counts a hit and answers the counter in a single statement. LAST_INSERT_ID(x) hands x over with the acknowledgement,
 * because MySQL has no RETURNING. Assignments run from left to right, and each sees those before it.
 */
const COUNT = `
INSERT INTO limit_counters (id, level, hits, ends_at)
VALUES (:id, 0, 1, :now + (LAST_INSERT_ID(:length * ${LEVELS} * ${HITS} + 1) DIV ${LEVELS * HITS}))
ON DUPLICATE KEY UPDATE
  level = IF(ends_at + ${MEMORY} <= :now, 0,
    IF(ends_at <= :now AND hits >= :limit, LEAST(level + 1, ${MOST_LEVELS}), level)),
  hits = IF(ends_at <= :now, 1, LEAST(hits + 1, :limit + 1)),
  ends_at = :now + (LAST_INSERT_ID(
    (IF(ends_at <= :now, LEAST(:length << level, :longest), ends_at - :now) * ${LEVELS} + level) * ${HITS} + hits
  ) DIV ${LEVELS * HITS})`.trim();

/** Counters in MySQL or MariaDB. Each hit is a statement of its own, so no rolled back transaction undoes it. */
@Injectable()
export class DatabaseCounters implements SharedCounters {
  constructor(
    @InjectModel(Counter) private readonly counters: typeof Counter,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async count(id: string, rule: Rule, now: number): Promise<CounterState> {
    const database = this.counters.sequelize as Sequelize;
    const replacements = { id, now, ...rule };
    const [packed] = await this.unitOfWork.statement(() =>
      database.query(COUNT, { replacements, type: QueryTypes.INSERT }),
    );
    const left = Math.floor(packed / HITS);
    return {
      hits: packed % HITS,
      level: left % LEVELS,
      endsAt: now + Math.floor(left / LEVELS),
    };
  }

  async forget(ids: string[]): Promise<void> {
    await this.unitOfWork.statement(() => this.counters.destroy({ where: { id: ids } }));
  }

  /** Deletes at most `limit` counters that ended before a moment. Answers how many. */
  sweep(before: number, limit: number): Promise<number> {
    return this.unitOfWork.statement(() =>
      this.counters.destroy({ where: { endsAt: { [Op.lt]: before } }, limit }),
    );
  }
}
