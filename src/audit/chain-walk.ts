import type { AuditEvent } from './audit-event.model.js';
import type { AuditHead } from './audit-head.model.js';
import { type AuditSeals, FIRST_HASH } from './audit-seals.js';

const MOST_FINDINGS = 100;

/** A place in the chain, such as one that was noted earlier, somewhere else. */
export interface ChainPlace {
  readonly position: number;
  readonly hash: string;
}

/** Goes along the chain, event by event, and says in plain words what is wrong. One fault gives one finding or few. */
export class ChainWalk {
  readonly findings: string[] = [];
  position = 0;
  hash = FIRST_HASH;
  sealed = 0;

  constructor(private readonly seals: AuditSeals) {}

  /** Takes the next event by position. */
  step(event: AuditEvent): void {
    const position = Number(event.position);
    const isNext = position === this.position + 1;
    if (!isNext) this.find(missing(this.position + 1, position - 1));
    if (!this.isGenuine(event)) {
      this.find(`${placeOf(event)}: was changed, or was not written by this service`);
    } else if (isNext && event.hash !== this.seals.ofLink(this.hash, event.mac, position)) {
      this.find(`${placeOf(event)}: does not follow what is before it; something was replaced or moved`);
    }
    this.sealed++;
    this.position = position;
    this.hash = event.hash ?? '';
  }

  /** Takes an event that has no place yet. */
  stepUnsealed(event: AuditEvent): void {
    if (!this.isGenuine(event)) {
      this.find(`not sealed, event ${event.id}: was changed, or was not written by this service`);
    }
  }

  /** Takes an event whose place is outside the chain. */
  stray(event: AuditEvent): void {
    this.find(`${placeOf(event)}: is outside the chain`);
  }

  /** Compares the last event with the head, which was moved in the same transaction. */
  end(head: AuditHead | null): void {
    if (!head) return this.find('the head of the chain is missing');
    const position = Number(head.position);
    const isUntouched = position === 0 && head.mac === '' && head.hash === FIRST_HASH;
    if (!isUntouched && head.mac !== this.seals.ofHead(position, head.hash)) {
      this.find(`the head of the chain, at position ${position}, was changed`);
    } else if (position > this.position) {
      this.find(`${missing(this.position + 1, position)}, at the end of the chain`);
    } else if (head.hash !== this.hash) {
      this.find(`position ${position}: is not the event that the head was moved to`);
    }
  }

  /** Compares what was noted earlier with the hash that is at that position now. */
  compare({ position, hash }: ChainPlace, found: string | null): void {
    if (found === hash) return;
    const now = found === null ? 'there is no such position now' : `the hash there is ${found} now`;
    this.find(`noted was ${position}:${hash}, but ${now}: the database was set back, or the chain made anew`);
  }

  private find(finding: string): void {
    if (this.findings.length < MOST_FINDINGS) this.findings.push(finding);
    else this.findings[MOST_FINDINGS] = 'and more';
  }

  /** SQLite keeps what it is given, also where a time should be. */
  private isGenuine(event: AuditEvent): boolean {
    const hasTime = !Number.isNaN(event.occurredAt.getTime());
    return hasTime && event.mac === this.seals.ofEvent(event);
  }
}

function placeOf({ position, id }: AuditEvent): string {
  return `position ${position}, event ${id}`;
}

function missing(first: number, last: number): string {
  return first === last ? `position ${first}: is missing` : `positions ${first} to ${last}: are missing`;
}
