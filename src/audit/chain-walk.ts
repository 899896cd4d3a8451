import type { AuditEvent } from './audit-event.model.js';
import type { AuditHead } from './audit-head.model.js';
import { FIRST_HASH } from './audit-seals.js';
import type { SealCheck } from './seal-check.js';

const MAX_FINDINGS = 100;

/** A place in the chain, for example one that was noted outside of the database. */
export interface ChainPlace {
  readonly position: number;
  readonly hash: string;
}

/** Walks the chain event by event and reports faults in plain words. One fault causes only one or a few findings. */
export class ChainWalk {
  readonly findings: string[] = [];
  position = 0;
  hash = FIRST_HASH;
  sealed = 0;

  constructor(private readonly seals: SealCheck) {}

  /** Checks the next event by position. */
  step(event: AuditEvent): void {
    const position = Number(event.position);
    const isNext = position === this.position + 1;
    if (!isNext) this.find(missing(this.position + 1, position - 1));
    if (!this.seals.isEvent(event)) {
      this.find(`${placeOf(event)}: was changed, or was not written by this service`);
    } else if (isNext && !this.seals.isLink(event.hash, this.hash, event.mac, position)) {
      this.find(`${placeOf(event)}: does not follow what is before it; something was replaced or moved`);
    }
    this.sealed++;
    this.position = position;
    this.hash = event.hash ?? '';
  }

  /** Checks an event that has no position yet. */
  stepUnsealed(event: AuditEvent): void {
    if (!this.seals.isEvent(event)) {
      this.find(`not sealed, event ${event.id}: was changed, or was not written by this service`);
    }
  }

  /** Reports an event whose position is outside the chain. */
  stray(event: AuditEvent): void {
    this.find(`${placeOf(event)}: is outside the chain`);
  }

  /** Compares the last event with the head; both are written in the same transaction. */
  end(head: AuditHead | null): void {
    if (!head) return this.find('the head of the chain is missing');
    const position = Number(head.position);
    if (!this.seals.isHead(position, head.hash, head.mac)) {
      this.find(`the head of the chain, at position ${position}, was changed`);
    } else if (position === 0) {
      this.find('there is no event, though the first start wrote one: the log was emptied');
    } else if (position > this.position) {
      this.find(`${missing(this.position + 1, position)}, at the end of the chain`);
    } else if (head.hash !== this.hash) {
      this.find(`position ${position}: is not the event that the head was moved to`);
    }
  }

  /** Compares a noted place with the hash found at that position now. */
  compare({ position, hash }: ChainPlace, found: string | null): void {
    if (found === hash) return;
    const now = found === null ? 'there is no such position now' : `the hash there is ${found} now`;
    this.find(`noted was ${position}:${hash}, but ${now}: the database was set back, or the chain made anew`);
  }

  private find(finding: string): void {
    if (this.findings.length < MAX_FINDINGS) this.findings.push(finding);
    else this.findings[MAX_FINDINGS] = 'and more';
  }
}

function placeOf({ position, id }: AuditEvent): string {
  return `position ${position}, event ${id}`;
}

function missing(first: number, last: number): string {
  return first === last ? `position ${first}: is missing` : `positions ${first} to ${last}: are missing`;
}
