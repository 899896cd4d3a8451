import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { isUUID } from 'class-validator';
import { IndexHints, Op, type WhereOptions } from 'sequelize';
import { mapInTurns } from '../common/map-in-turns.js';
import { invalidField } from '../common/invalid-field.js';
import { keyOf } from '../paging/cursor.js';
import { type Page, pageOf } from '../paging/page.js';
import { AuditEvent } from './audit-event.model.js';
import type { EventFilter, EventsQuery } from './audit.dto.js';
import { AuditEventDto } from './audit.dto.js';
import { firstIdAt } from './event-ids.js';
import { OwnEventDto } from './own-event.dto.js';

/** The part of a query that selects a page. */
type PageQuery = Pick<EventsQuery, 'limit' | 'after'>;

/** Reads events: any events for admins, their own events for users. */
@Injectable()
export class AuditReader {
  constructor(@InjectModel(AuditEvent) private readonly events: typeof AuditEvent) {}

  /** Returns one page, newest first. @throws ValidationFailed when the cursor is invalid */
  async page({ limit, after, ...filter }: EventsQuery): Promise<Page<AuditEventDto>> {
    const found = await this.newest(filter, limit + 1, lastIdOf(after));
    return pageOf(found, limit, ({ id }) => id, AuditEventDto.of);
  }

  /**
   * Returns one page of the events with this user as actor or subject, newest first. @throws ValidationFailed when the
   * cursor is invalid
   */
  async ownPage(userId: string, { limit, after }: PageQuery): Promise<Page<OwnEventDto>> {
    const found = await this.own(userId, limit + 1, lastIdOf(after));
    return pageOf(
      found,
      limit,
      ({ id }) => id,
      (event) => OwnEventDto.of(event, userId),
    );
  }

  /** Returns the newest events with this user as actor or subject, at most `limit`. */
  async ownList(userId: string, limit: number): Promise<OwnEventDto[]> {
    return mapInTurns(await this.own(userId, limit), (event) => OwnEventDto.of(event, userId));
  }

  /** Returns events that match the filter, oldest first, after the one with this id. */
  oldest(filter: EventFilter, limit: number, afterId?: string): Promise<AuditEvent[]> {
    const where = { [Op.and]: [whereOf(filter), afterId === undefined ? {} : { id: { [Op.gt]: afterId } }] };
    return this.events.findAll({ where, order: [['id', 'ASC']], limit, ...indexFor(filter) });
  }

  private newest(filter: EventFilter, limit: number, beforeId?: string): Promise<AuditEvent[]> {
    const where = {
      [Op.and]: [whereOf(filter), beforeId === undefined ? {} : { id: { [Op.lt]: beforeId } }],
    };
    return this.events.findAll({ where, order: [['id', 'DESC']], limit, ...indexFor(filter) });
  }

  /** Runs two queries, each with its own index. One query with OR would read and sort all events of the user. */
  private async own(userId: string, limit: number, beforeId?: string): Promise<AuditEvent[]> {
    const [did, had] = await Promise.all(
      [{ actor: userId }, { subject: userId }].map((where) => this.newest(where, limit, beforeId)),
    );
    const byId = new Map([...(did ?? []), ...(had ?? [])].map((event) => [event.id, event]));
    return [...byId.values()].toSorted((one, other) => (one.id < other.id ? 1 : -1)).slice(0, limit);
  }
}

/**
 * Builds the WHERE clause. Ids are in the order of time, so times become bounds of the id, and each filter can use its
 * index.
 */
function whereOf({ type, actor, subject, since, until }: EventFilter): WhereOptions<AuditEvent> {
  const id = {
    ...(since !== undefined && { [Op.gte]: firstIdAt(Date.parse(since)) }),
    ...(until !== undefined && { [Op.lt]: firstIdAt(Date.parse(until)) }),
  };
  const isBounded = since !== undefined || until !== undefined;
  return {
    ...(type !== undefined && { type }),
    ...(actor !== undefined && { actor }),
    ...(subject !== undefined && { subject }),
    ...(isBounded && { id }),
  };
}

/**
 * Chooses an index. By itself, MariaDB uses the index only for the filter and reads every newer match to find the page:
 * 100,000 rows in the middle of a million. With the hint, it starts at the cursor.
 */
function indexFor(filter: EventFilter): { indexHints?: { type: IndexHints; values: string[] }[] } {
  const column = (['subject', 'actor', 'type'] as const).find((one) => filter[one] !== undefined);
  return column ? { indexHints: [{ type: IndexHints.FORCE, values: [`audit_events_${column}`] }] } : {};
}

function lastIdOf(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const id = keyOf(cursor);
  if (isUUID(id)) return id;
  throw invalidField('after', { rule: 'not_a_cursor', message: 'must be a cursor of this list' });
}
