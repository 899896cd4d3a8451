import type { BoundedKey } from './audit-keys.service.js';
import type { AuditSeals, EventFields } from './audit-seals.js';

/** The position used for events outside the chain. No earlier key is valid there. */
const BEYOND_EVERY_POSITION = Number.MAX_SAFE_INTEGER;

/**
 * Verifies MACs of AuditSeals, also with keys of earlier SECRET_KEYs, each up to the position for which it is valid.
 */
export class SealCheck {
  constructor(
    private readonly seals: AuditSeals,
    private readonly keys: readonly BoundedKey[],
  ) {}

  /**
   * Returns whether the MAC matches the event. SQLite may return anything for a time, because it stores any value in
   * any column.
   */
  isEvent(event: EventFields & { mac: string; position: number | null }): boolean {
    if (Number.isNaN(event.occurredAt.getTime())) return false;
    const position = event.position === null ? BEYOND_EVERY_POSITION : Number(event.position);
    return this.some(position, (key) => event.mac === this.seals.ofEvent(event, key));
  }

  /** Returns whether the hash matches an event with this MAC at this position, after the previous hash. */
  isLink(hash: string | null, before: string, mac: string, position: number): boolean {
    return this.some(position, (key) => hash === this.seals.ofLink(before, mac, position, key));
  }

  /** Returns whether the head of the chain has a valid MAC. */
  isHead(position: number, hash: string, mac: string): boolean {
    return this.seals.isHead(position, hash, mac);
  }

  private some(position: number, isRight: (key: Buffer) => boolean): boolean {
    return this.keys.some(({ key, last }) => position <= last && isRight(key));
  }
}
