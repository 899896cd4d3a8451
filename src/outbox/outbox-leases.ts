import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/sequelize';
import { literal, Op, QueryTypes, type WhereOptions } from 'sequelize';
import { Sequelize } from 'sequelize-typescript';
import { Clock } from '../common/clock.js';
import { databaseNow } from '../database/dialect.js';
import { increment } from '../database/increment.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { backoffMs } from './retry-backoff.js';
import { type OutboxKind, OutboxMessage } from './outbox-message.model.js';

/**
 * Length of a lease, in milliseconds: as long as three attempts, so that a slow process can still report before another
 * one tries.
 */
const LEASE_MS = 30_000;

/** The first waiting message of each recipient, if it is due and not being delivered. */
const DUE = (now: string) => `
  SELECT id FROM outbox_messages m
  WHERE state = 'queued' AND next_attempt_at <= ${now} AND leased_until <= ${now} AND kind IN (:kinds)
    AND NOT EXISTS (
      SELECT 1 FROM outbox_messages earlier
      WHERE earlier.recipient = m.recipient AND earlier.kind = m.kind AND earlier.state = 'queued'
        AND earlier.id < m.id
    )
  ORDER BY next_attempt_at, id LIMIT :limit`;

/**
 * Manages leases: the right of one replica to deliver a message for a while. One conditional UPDATE decides which
 * replica gets it. Times come from the clock of the database, because the replicas' clocks differ.
 */
@Injectable()
export class OutboxLeases {
  private readonly now: string;

  constructor(
    @InjectConnection() private readonly database: Sequelize,
    @InjectModel(OutboxMessage) private readonly messages: typeof OutboxMessage,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {
    this.now = databaseNow(database);
  }

  /** Returns ids of messages that can be delivered now, at most `limit`. */
  async due(kinds: readonly OutboxKind[], limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(DUE(this.now), {
      type: QueryTypes.SELECT,
      replacements: { kinds, limit },
    });
    return rows.map(({ id }) => id);
  }

  /** Takes the lease of a message and counts the attempt. Returns nothing when another replica was faster. */
  async take(id: string): Promise<OutboxMessage | undefined> {
    const holder = randomUUID();
    const free = {
      leasedUntil: { [Op.lte]: literal(this.now) },
      nextAttemptAt: { [Op.lte]: literal(this.now) },
    };
    const lease = {
      leaseHolder: holder,
      leasedUntil: literal(`${this.now} + ${LEASE_MS}`) as never,
      attempts: increment('attempts'),
    };
    const isTaken = await this.write(lease, { id, state: 'queued', ...free });
    if (!isTaken) return undefined;
    return (await this.messages.findOne({ where: { id, leaseHolder: holder } })) ?? undefined;
  }

  /** Marks the message as sent and erases its payload. */
  async succeed(message: OutboxMessage): Promise<void> {
    const sent = { state: 'sent', sentAt: this.clock.now(), sealedPayload: null, lastError: null } as const;
    await this.write({ ...sent, ...RELEASED }, heldAs(message));
  }

  /** Records a failed attempt. Returns the new state: `queued` for another attempt, or `dead` when it is given up. */
  async fail(message: OutboxMessage, lastError: string): Promise<'queued' | 'dead'> {
    const state = this.clock.now() < message.giveUpAt ? 'queued' : 'dead';
    const nextAttemptAt = literal(`${this.now} + ${backoffMs(message.attempts)}`) as never;
    await this.write({ state, nextAttemptAt, lastError, ...RELEASED }, heldAs(message));
    return state;
  }

  /** Releases the lease of a stopping replica, so that another one can try at once. */
  async release(message: OutboxMessage): Promise<void> {
    await this.write(RELEASED, heldAs(message));
  }

  private async write(
    values: Parameters<typeof OutboxMessage.update>[0],
    where: WhereOptions<OutboxMessage>,
  ): Promise<boolean> {
    const [changed] = await this.unitOfWork.statement((transaction) =>
      this.messages.update(values, { where, transaction }),
    );
    return changed === 1;
  }
}

const RELEASED = { leaseHolder: null, leasedUntil: 0 } as const;

/** Returns the condition of all writes: a process that has lost the lease changes nothing. */
function heldAs({ id, leaseHolder }: OutboxMessage): WhereOptions<OutboxMessage> {
  return { id, leaseHolder, state: 'queued' };
}
