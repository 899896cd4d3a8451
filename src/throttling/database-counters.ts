import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Op, QueryTypes, type Transaction } from 'sequelize';
import type { Sequelize } from 'sequelize-typescript';
import { Clock } from '../common/clock.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { type CounterState, MEMORY, MAX_LEVELS, type Rule } from './counter.js';
import { Counter } from './counter.model.js';
import type { SharedCounters } from './shared-counters.js';

/**
 * The result is one number that packs the milliseconds left, the level and the hits. The driver reads it as a double,
 * which holds integers up to 2^53, so the time is capped at 12 days; a window has at most one day. Without the cap, a
 * clock that is far behind would read wrong hits.
 */
const HITS = 2 ** 20;
const LEVELS = MAX_LEVELS + 1;
const MAX_LEFT = 2 ** 30 - 1;

const WINDOW = 'LEAST(:length << level, :longest)';

/**
 * Counts hits and returns the counter in a single statement, with integers only. LAST_INSERT_ID(x) returns x with the
 * OK packet, because MySQL has no RETURNING. Assignments run from left to right, and each sees the ones before it. An
 * open window keeps its end, whatever the clock of this replica says.
 */
const COUNT = `
INSERT INTO limit_counters (id, level, hits, ends_at)
VALUES (:id, 0, :hits, :now + (LAST_INSERT_ID(:length * ${LEVELS} * ${HITS} + :hits) DIV ${LEVELS * HITS}))
ON DUPLICATE KEY UPDATE
  level = IF(ends_at + ${MEMORY} <= :now, 0,
    IF(ends_at <= :now AND hits >= :limit, LEAST(level + 1, ${MAX_LEVELS}), level)),
  hits = IF(ends_at <= :now, :hits, LEAST(hits + :hits, :limit + 1)),
  ends_at = IF(ends_at <= :now, :now + ${WINDOW}, ends_at) + 0 * LAST_INSERT_ID(
    (LEAST(IF(ends_at <= :now, ${WINDOW}, ends_at - :now), ${MAX_LEFT}) * ${LEVELS} + level) * ${HITS} + hits
  )`.trim();

/** Gives a hit back only to the same window: see `withoutOne`. */
const GIVE_BACK = `
UPDATE limit_counters SET hits = GREATEST(LEAST(hits, :limit) - 1, 0) WHERE id = :id AND ends_at = :endsAt`.trim();

/** Counters in MySQL or MariaDB. Counting is a separate statement, so no rollback undoes it. */
@Injectable()
export class DatabaseCounters implements SharedCounters {
  readonly mayForget = false;
  readonly isDurable = true;

  constructor(
    @InjectModel(Counter) private readonly counters: typeof Counter,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Counts hits in one statement. Returns the new state. */
  async count(id: string, rule: Rule, now: number, hits: number): Promise<CounterState> {
    const database = this.counters.sequelize as Sequelize;
    const replacements = { id, now, hits, ...rule };
    const [packed] = await this.unitOfWork.statement((transaction) =>
      database.query(COUNT, { replacements, type: QueryTypes.INSERT, transaction }),
    );
    const left = Math.floor(packed / HITS);
    return {
      hits: packed % HITS,
      level: left % LEVELS,
      endsAt: now + Math.floor(left / LEVELS),
    };
  }

  /** Gives a hit back in one statement. */
  async giveBack(id: string, { limit }: Rule, endsAt: number): Promise<void> {
    const database = this.counters.sequelize as Sequelize;
    const replacements = { id, limit, endsAt };
    await this.unitOfWork.statement((transaction) =>
      database.query(GIVE_BACK, { replacements, type: QueryTypes.UPDATE, transaction }),
    );
  }

  /** Deletes the counters if the transaction commits. */
  async forget(ids: string[], _now: number, transaction: Transaction): Promise<void> {
    if (ids.length > 0) await this.counters.destroy({ where: { id: ids }, transaction });
  }

  /** Deletes at most `limit` counters that no later window depends on. Returns how many. */
  sweep(limit: number): Promise<number> {
    const before = this.clock.now().getTime() - MEMORY;
    return this.unitOfWork.statement((transaction) =>
      this.counters.destroy({ where: { endsAt: { [Op.lt]: before } }, limit, transaction }),
    );
  }
}
