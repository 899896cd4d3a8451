import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { isUUID } from 'class-validator';
import { IndexHints, Op, type WhereOptions } from 'sequelize';
import { invalidField } from '../common/validation.js';
import { keyOf } from '../paging/cursor.js';
import { type Page, pageOf } from '../paging/page.js';
import { AuditEvent } from './audit-event.model.js';
import type { EventFilter, EventsQuery } from './audit.dto.js';
import { AuditEventDto } from './audit.dto.js';
import { OwnEventDto } from './own-event.dto.js';

/** Which page. */
type PageQuery = Pick<EventsQuery, 'limit' | 'after'>;

/** Reads events: for admins by filter, for people their own. */
@Injectable()
export class AuditReader {
  constructor(@InjectModel(AuditEvent) private readonly events: typeof AuditEvent) {}

  /** One page, newest first. @throws ValidationFailed */
  async page({ limit, after, ...filter }: EventsQuery): Promise<Page<AuditEventDto>> {
    const found = await this.newest(filter, limit + 1, lastIdOf(after));
    return pageOf(found, limit, ({ id }) => id, AuditEventDto.of);
  }

  /** One page of what somebody did, or had done to them, newest first. @throws ValidationFailed */
  async ownPage(userId: string, { limit, after }: PageQuery): Promise<Page<OwnEventDto>> {
    const found = await this.own(userId, limit + 1, lastIdOf(after));
    return pageOf(
      found,
      limit,
      ({ id }) => id,
      (event) => OwnEventDto.of(event, userId),
    );
  }

  /** The newest of what somebody did, or had done to them, in one list. */
  async ownList(userId: string, limit: number): Promise<OwnEventDto[]> {
    return (await this.own(userId, limit)).map((event) => OwnEventDto.of(event, userId));
  }

  /** Events that fit the filter, oldest first, after the one with this id. */
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

  /** Two look-ups, each by its index: with OR in one, the database would read and sort all there is of somebody. */
  private async own(userId: string, limit: number, beforeId?: string): Promise<AuditEvent[]> {
    const [did, had] = await Promise.all(
      [{ actor: userId }, { subject: userId }].map((where) => this.newest(where, limit, beforeId)),
    );
    const byId = new Map([...(did ?? []), ...(had ?? [])].map((event) => [event.id, event]));
    return [...byId.values()].toSorted((one, other) => (one.id < other.id ? 1 : -1)).slice(0, limit);
  }
}

/** The order of ids is the order of time, so times become bounds of the id, and every filter ends in its index. */
function whereOf({ type, actor, subject, since, until }: EventFilter): WhereOptions<AuditEvent> {
  const id = {
    ...(since !== undefined && { [Op.gte]: firstIdAt(since) }),
    ...(until !== undefined && { [Op.lt]: firstIdAt(until) }),
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
 * Left to itself, MariaDB uses the index for the filter alone and walks over every newer event that fits, 100,000 of them
 * in the middle of a million, to find the page. Told which index to use, it enters it at the cursor.
 */
function indexFor(filter: EventFilter): { indexHints?: { type: IndexHints; values: string[] }[] } {
  const column = (['subject', 'actor', 'type'] as const).find((one) => filter[one] !== undefined);
  return column ? { indexHints: [{ type: IndexHints.FORCE, values: [`audit_events_${column}`] }] } : {};
}

/** The smallest UUIDv7 of a moment. */
function firstIdAt(time: string): string {
  const hex = Math.max(0, Date.parse(time)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

function lastIdOf(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const id = keyOf(cursor);
  if (isUUID(id)) return id;
  throw invalidField('after', 'must be a cursor from a Link header of this list');
}
