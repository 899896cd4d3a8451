import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { type DerivedKey, deriveKey } from '../secrets/derived-keys.js';
import type { AuditEvent } from './audit-event.model.js';

/** The fields of an event that its MAC covers: all except its place in the chain. */
export type EventFields = Pick<
  AuditEvent,
  'id' | 'type' | 'actor' | 'subject' | 'detail' | 'address' | 'userAgent' | 'requestId' | 'occurredAt'
>;

/** The hash before the first event of the chain. */
export const FIRST_HASH = '0'.repeat(64);

/**
 * Computes MACs that an attacker with only the database cannot forge: HMAC-SHA-256 under a key derived from SECRET_KEY.
 * Each input is a JSON array that starts with its own tag, so that one kind of MAC cannot replace another.
 */
@Injectable()
export class AuditSeals {
  /** The keys of SECRET_KEY and, if it is set, SECRET_KEY_PREVIOUS. */
  readonly key: DerivedKey;

  constructor(config: Config) {
    this.key = deriveKey(config, 'audit');
  }

  /** Returns the MAC of one event. */
  ofEvent(event: EventFields, key = this.key.current): string {
    const { id, type, actor, subject, detail, address, userAgent, requestId, occurredAt } = event;
    const fields = [id, type, actor, subject, detail, address, userAgent, requestId];
    return sealOf(key, 'event', ...fields, occurredAt.getTime());
  }

  /** Returns the chain hash of the event with this MAC at this position, after the event with the previous hash. */
  ofLink(before: string, mac: string, position: number, key = this.key.current): string {
    return sealOf(key, 'link', before, mac, position);
  }

  /** Returns the MAC of the end of the chain. */
  ofHead(position: number, hash: string, key = this.key.current): string {
    return sealOf(key, 'head', position, hash);
  }

  /** Returns whether the head of the chain has a valid MAC. */
  isHead(position: number, hash: string, mac: string): boolean {
    return this.key.all.some((key) => mac === this.ofHead(position, hash, key));
  }
}

function sealOf(key: Buffer, ...values: (string | number | null)[]): string {
  return createHmac('sha256', key).update(JSON.stringify(values)).digest('hex');
}
