import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { col, fn, Op } from 'sequelize';
import { Clock } from '../common/clock.js';
import { AuditEvent } from './audit-event.model.js';
import { firstIdAt, momentOf } from './event-ids.js';
import { SignInMinuteDto } from './sign-in-counts.dto.js';

const MINUTE_MS = 60_000;
const MINUTES = 60;
/**
 * Number of characters of an id by which sign-ins are grouped. They tell the time of creation to within 4 seconds, so
 * an hour has at most 880 such beginnings.
 */
const ID_LETTERS = 10;

/** Events with the same beginning of their ids. */
interface Counted {
  readonly type: string;
  readonly start: string;
  readonly count: number;
}

/** Counts the sign-ins of the last hour. */
@Injectable()
export class SignInCounts {
  constructor(
    @InjectModel(AuditEvent) private readonly events: typeof AuditEvent,
    private readonly clock: Clock,
  ) {}

  /** Returns the 60 minutes until now, oldest first. The query reads only an index. */
  async lastHour(): Promise<SignInMinuteDto[]> {
    const now = Math.floor(this.clock.now().getTime() / MINUTE_MS);
    const first = now - MINUTES + 1;
    const minutes = Array.from({ length: MINUTES }, (_, index) =>
      SignInMinuteDto.at((first + index) * MINUTE_MS),
    );
    for (const { type, start, count } of await this.count(first * MINUTE_MS)) {
      const minute = minutes[Math.floor(momentOf(start) / MINUTE_MS) - first];
      minute?.add(type === 'login.succeeded' ? 'succeeded' : 'failed', Number(count));
    }
    return minutes;
  }

  private async count(since: number): Promise<Counted[]> {
    const start = fn('SUBSTR', col('id'), 1, ID_LETTERS);
    const rows = await this.events.findAll({
      attributes: ['type', [start, 'start'], [fn('COUNT', col('id')), 'count']],
      where: { type: ['login.succeeded', 'login.failed'], id: { [Op.gte]: firstIdAt(since) } },
      group: ['type', start as never],
      raw: true,
    });
    return rows as unknown as Counted[];
  }
}
