import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Op, type Transaction } from 'sequelize';
import { Clock } from '../common/clock.js';
import { OutboxKick } from './outbox-kick.js';
import { type OutboxKind, OutboxMessage, type OutboxState } from './outbox-message.model.js';
import { GIVE_UP_AFTER_MS } from './outbox.service.js';

/** A filter of messages. A message must match all given conditions. */
export interface MessageFilter {
  readonly state?: OutboxState;
  readonly recipient?: string;
  /** Only messages older than the one with this id. */
  readonly before?: string;
}

/** A message without its payload, which may contain a token. */
export type ListedMessage = Omit<
  OutboxMessage['dataValues'],
  'sealedPayload' | 'leaseHolder' | 'leasedUntil'
>;

const LISTED = { exclude: ['sealedPayload', 'leaseHolder', 'leasedUntil'] };

/** Lists messages for admins and repeats their delivery. */
@Injectable()
export class OutboxListing {
  constructor(
    @InjectModel(OutboxMessage) private readonly messages: typeof OutboxMessage,
    private readonly clock: Clock,
    private readonly outbox: OutboxKick,
  ) {}

  /** Returns messages of one kind, newest first. */
  newest(kind: OutboxKind, filter: MessageFilter, limit: number): Promise<ListedMessage[]> {
    const { before, ...equal } = filter;
    const where = { kind, ...equal, ...(before !== undefined && { id: { [Op.lt]: before } }) };
    return this.messages.findAll({ where, attributes: LISTED, order: [['id', 'DESC']], limit });
  }

  /** Returns the state of a message of this kind, or nothing when there is none with this id. */
  async stateOf(kind: OutboxKind, id: string, transaction: Transaction): Promise<OutboxState | undefined> {
    const message = await this.messages.findOne({ where: { kind, id }, attributes: ['state'], transaction });
    return message?.state;
  }

  /**
   * Makes an unsent message due now, with another day until it is given up. Returns false when it was sent meanwhile. A
   * running attempt continues.
   */
  async retry(kind: OutboxKind, id: string, transaction: Transaction): Promise<boolean> {
    const giveUpAt = new Date(this.clock.now().getTime() + GIVE_UP_AFTER_MS);
    const [changed] = await this.messages.update(
      { state: 'queued', nextAttemptAt: 0, giveUpAt },
      { where: { kind, id, state: ['queued', 'dead'] }, transaction },
    );
    transaction.afterCommit(() => this.outbox.kick());
    return changed === 1;
  }
}
