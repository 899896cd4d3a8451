import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import type { Transaction } from 'sequelize';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../common/clock.js';
import { SecretBox } from '../secrets/secret-box.js';
import { OutboxKick } from './outbox-kick.js';
import { type OutboxKind, OutboxMessage } from './outbox-message.model.js';

/** How long delivery is tried before a message is given up, in milliseconds. */
export const GIVE_UP_AFTER_MS = 86_400_000;

/** A message to deliver. `recipient` has at most 254 characters; messages to one recipient keep their order. */
export interface NewMessage {
  readonly kind: OutboxKind;
  readonly recipient: string;
  /** Any JSON value of at most about 40 kB. */
  readonly payload: unknown;
}

/** Accepts messages from other modules that must be sent if, and only if, their change is committed. */
@Injectable()
export class OutboxService {
  constructor(
    @InjectModel(OutboxMessage) private readonly messages: typeof OutboxMessage,
    private readonly box: SecretBox,
    private readonly clock: Clock,
    private readonly outbox: OutboxKick,
  ) {}

  /** Adds a message in the transaction of the change that causes it. It is delivered at least once after the commit. */
  async add({ kind, recipient, payload }: NewMessage, transaction: Transaction): Promise<void> {
    const id = uuidv7();
    const now = this.clock.now();
    const sealedPayload = this.box.seal(JSON.stringify(payload), id);
    const giveUpAt = new Date(now.getTime() + GIVE_UP_AFTER_MS);
    await this.messages.create(
      { id, kind, recipient, sealedPayload, createdAt: now, giveUpAt },
      { transaction },
    );
    transaction.afterCommit(() => this.outbox.kick());
  }
}
