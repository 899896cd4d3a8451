import { Injectable } from '@nestjs/common';
import type { OutboxKind } from './outbox-message.model.js';

/** A message for its deliverer. `id` is the same at each attempt, so that receivers can detect duplicates. */
export interface Delivery {
  readonly id: string;
  readonly recipient: string;
  readonly payload: unknown;
  readonly createdAt: Date;
}

/**
 * Sends messages of one kind. The promise resolves when the message was accepted. It must stop when `signal` is
 * aborted.
 */
export interface Deliverer {
  deliver(delivery: Delivery, signal: AbortSignal): Promise<void>;
}

/** The deliverer of each kind of message. Modules register theirs when they start. */
@Injectable()
export class Deliverers {
  private readonly byKind = new Map<OutboxKind, Deliverer>();

  /** Makes this replica deliver messages of the kind. */
  register(kind: OutboxKind, deliverer: Deliverer): void {
    this.byKind.set(kind, deliverer);
  }

  get kinds(): OutboxKind[] {
    return [...this.byKind.keys()];
  }

  /** Returns the deliverer of a registered kind. */
  of(kind: OutboxKind): Deliverer {
    return this.byKind.get(kind)!;
  }
}
