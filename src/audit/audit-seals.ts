import { createHmac, hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import type { AuditEvent } from './audit-event.model.js';

/** The fields of an event that are sealed: all but its place in the chain. */
export type EventFields = Pick<
  AuditEvent,
  'id' | 'type' | 'actor' | 'subject' | 'detail' | 'address' | 'userAgent' | 'requestId' | 'occurredAt'
>;

/** What the first event of the chain follows. */
export const FIRST_HASH = '0'.repeat(64);

/**
 * Makes what nobody can make who has the database alone: HMAC-SHA-256 under a key derived from SECRET_KEY. Each is made
 * of a JSON array that begins with its own word, so that none can stand for another.
 */
@Injectable()
export class AuditSeals {
  private readonly key: Buffer;

  constructor({ secretKey }: Config) {
    this.key = Buffer.from(hkdfSync('sha256', secretKey, '', 'watchword audit', 32));
  }

  /** The MAC of one event. */
  ofEvent(event: EventFields): string {
    const { id, type, actor, subject, detail, address, userAgent, requestId, occurredAt } = event;
    const fields = [id, type, actor, subject, detail, address, userAgent, requestId];
    return this.of('event', ...fields, occurredAt.getTime());
  }

  /** The hash of the event with this MAC at this position, after the event with the hash before. */
  ofLink(before: string, mac: string, position: number): string {
    return this.of('link', before, mac, position);
  }

  /** The MAC of the end of the chain. */
  ofHead(position: number, hash: string): string {
    return this.of('head', position, hash);
  }

  private of(...values: (string | number | null)[]): string {
    return createHmac('sha256', this.key).update(JSON.stringify(values)).digest('hex');
  }
}
