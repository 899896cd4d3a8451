import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import type { Transaction } from 'sequelize';
import { Clock } from '../common/clock.js';
import { Unavailable } from '../common/common.errors.js';
import { secretIdOf } from '../common/secret-hash.js';
import { increment } from '../database/increment.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { RevocationMemory } from '../revocations/revocation-memory.js';
import { RevocationsService } from '../revocations/revocations.service.js';
import { Client, scopesOf } from './client.model.js';
import { ClientNotFound, InvalidClient } from './clients.errors.js';

/**
 * How long in advance the row reserves issue times, in milliseconds. The row of a busy client is written only once in
 * this time.
 */
const ISSUE_WINDOW_MS = 1000;
const MAX_ATTEMPTS = 5;

/** The contents of a client's token. It must state `issuedAt`, in milliseconds since the epoch. */
export interface ClientGrant {
  readonly scopes: readonly string[];
  readonly issuedAt: number;
}

/**
 * Decides the contents of clients' tokens, and revokes all tokens of a client. The row of a client states until when
 * tokens may have been issued with its scopes. A change that withdraws a scope revokes all tokens issued until then, on
 * any replica.
 */
@Injectable()
export class ClientGrantsService {
  constructor(
    @InjectModel(Client) private readonly clients: typeof Client,
    private readonly revocations: RevocationsService,
    private readonly everyRevocation: RevocationMemory,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Returns the client's current scopes and the issue time for a token with them. @throws InvalidClient when the client
   * was deleted, Unavailable when it keeps changing
   */
  async grant(id: string): Promise<ClientGrant> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const client = await this.clients.findByPk(id);
      if (!client) throw new InvalidClient();
      const issuedAt = Math.max(this.issueTime(), Number(client.tokensNotBefore));
      const isPromised = issuedAt <= Number(client.issuedUntil) || (await this.promise(client, issuedAt));
      if (isPromised) return { scopes: scopesOf(client), issuedAt };
    }
    throw new Unavailable('The client is being changed. Try again in a moment.');
  }

  /** Revokes all tokens issued before a change of the client, in the transaction of that change. */
  async revoke(id: string, transaction: Transaction): Promise<void> {
    const client = await this.lock(id, transaction);
    const earliest = Math.max(Number(client.issuedUntil), Number(client.tokensNotBefore)) + 1;
    const notBefore = Math.max(this.clock.now().getTime(), earliest);
    await this.clients.update({ tokensNotBefore: notBefore }, { where: { id }, silent: true, transaction });
    await this.revocations.append([{ type: 'client', subject: id, notBefore }], transaction);
  }

  /** Revokes all tokens of a client, in the transaction that deletes it. */
  async revokeForGood(id: string, transaction: Transaction): Promise<void> {
    await this.revocations.append([{ type: 'client', subject: id }], transaction);
  }

  /**
   * Closes the streams opened with a secret and revokes the tokens it obtained, including one that is being signed
   * right now.
   */
  async revokeSecret(secretHash: string, transaction: Transaction): Promise<void> {
    await this.revocations.append([{ type: 'secret', subject: secretIdOf(secretHash) }], transaction);
  }

  /**
   * Locks the row: other changes of the client wait, and tokens being issued are decided again. Returns the client.
   * @throws ClientNotFound
   */
  async lock(id: string, transaction: Transaction): Promise<Client> {
    const changes = { revision: increment('revision') };
    await this.clients.update(changes, { where: { id }, silent: true, transaction });
    const client = await this.clients.findByPk(id, { transaction });
    if (!client) throw new ClientNotFound();
    return client;
  }

  /** Returns the current time, but never before the last global logout, even if this replica's clock is behind. */
  private issueTime(): number {
    return Math.max(this.clock.now().getTime(), this.everyRevocation.everythingNotBefore);
  }

  /**
   * Reserves issue times from `issuedAt` on, in one conditional write. Returns false, and changes nothing, if the row
   * has changed since it was read.
   */
  private async promise({ id, revision }: Client, issuedAt: number): Promise<boolean> {
    const changes = { issuedUntil: issuedAt + ISSUE_WINDOW_MS, revision: increment('revision') };
    const [changed] = await this.unitOfWork.statement((transaction) =>
      this.clients.update(changes, { where: { id, revision }, silent: true, transaction }),
    );
    return changed === 1;
  }
}
