import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { isUUID } from 'class-validator';
import { col, Op, type Transaction } from 'sequelize';
import { AuditService } from '../audit/audit.service.js';
import type { Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { hashOfSecret, secretIdOf } from '../common/secret-hash.js';
import { assertFitsToken } from '../common/token-room.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ClientGrantsService } from './client-grants.service.js';
import { Client, scopesOf } from './client.model.js';
import { type ChangeClientDto, ClientDto, type ClientSecretDto, type CreateClientDto } from './client.dto.js';
import { ClientNotFound, InvalidClient, SecretTooNew } from './clients.errors.js';

const SECRET_BYTES = 32;
/** Lets secret scanners recognize a secret that was committed by mistake. */
const SECRET_PREFIX = 'wws_';
/** Rotations do not delete a secret younger than this: the caller who created it needs time to deploy it. */
const SECRET_SETTLE_MS = 10_000;
const UNKNOWN_CLIENT_HASH = hashOfSecret('unknown client');

/** A client that has authenticated with its secret. */
export interface AuthenticatedClient {
  readonly id: string;
  readonly secretId: string;
  readonly scopes: readonly string[];
}

/** Creates, changes and authenticates service clients. */
@Injectable()
export class ClientsService {
  constructor(
    @InjectModel(Client) private readonly clients: typeof Client,
    private readonly grants: ClientGrantsService,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly audit: AuditService,
  ) {}

  /** Returns all clients, ordered by name. */
  async list(): Promise<ClientDto[]> {
    const clients = await this.clients.findAll({
      order: [
        ['name', 'ASC'],
        ['id', 'ASC'],
      ],
    });
    return clients.map(ClientDto.of);
  }

  /** Returns one client. @throws ClientNotFound */
  async get(id: string): Promise<ClientDto> {
    return ClientDto.of(await this.find(id));
  }

  /** Returns the name of a client if it exists and has this scope. */
  async nameWithScope(id: string, scope: string): Promise<string | undefined> {
    const client = await this.clients.findByPk(id);
    return client && scopesOf(client).includes(scope) ? client.name : undefined;
  }

  /**
   * Creates a client. Only this response contains its secret. @throws ValidationFailed when the scopes are too long for
   * a token
   */
  async create({ name, scopes = [] }: CreateClientDto, actor: Actor): Promise<ClientSecretDto> {
    assertFitsToken('scopes', scopes);
    const secret = newSecret();
    const row = { name, scopes: scopes.join(' '), secretHash: hashOfSecret(secret) };
    const client = await this.unitOfWork.run(async (transaction) => {
      const created = await this.clients.create(row, { transaction });
      await this.audit.record(
        { type: 'client.created', actor, subject: created.id, detail: { scopes } },
        transaction,
      );
      return created;
    });
    return { ...(await this.get(client.id)), secret };
  }

  /**
   * Changes the given fields. Removing a scope revokes the tokens issued before. @throws ClientNotFound,
   * ValidationFailed
   */
  async change(id: string, { name, scopes }: ChangeClientDto, actor: Actor): Promise<ClientDto> {
    assertFitsToken('scopes', scopes ?? []);
    const columns = { ...(name !== undefined && { name }), ...(scopes && { scopes: scopes.join(' ') }) };
    await this.unitOfWork.run(async (transaction) => {
      const before = await this.grants.lock(id, transaction);
      await this.clients.update(columns, { where: { id }, transaction });
      await this.recordChange(before, columns, actor, transaction);
      if (scopes) await this.grants.revoke(id, transaction);
    });
    return this.get(id);
  }

  /**
   * Creates another secret. The previous one stays valid until `removePreviousSecret`; the one before that becomes
   * invalid, and so do its tokens. @throws ClientNotFound, SecretTooNew
   */
  async rotateSecret(id: string, actor: Actor): Promise<ClientSecretDto> {
    const secret = newSecret();
    await this.unitOfWork.run(async (transaction) => {
      const { previousSecretHash } = await this.grants.lock(id, transaction);
      await this.replaceSecret(id, hashOfSecret(secret), transaction);
      await this.audit.record({ type: 'client.secret_rotated', actor, subject: id }, transaction);
      if (previousSecretHash) await this.grants.revokeSecret(previousSecretHash, transaction);
    });
    return { ...(await this.get(id)), secret };
  }

  /** Deletes the previous secret and revokes the tokens and streams it opened. @throws ClientNotFound */
  async removePreviousSecret(id: string, actor: Actor): Promise<void> {
    await this.unitOfWork.run(async (transaction) => {
      const { previousSecretHash } = await this.grants.lock(id, transaction);
      if (previousSecretHash === null) return;
      await this.clients.update({ previousSecretHash: null }, { where: { id }, transaction });
      await this.audit.record({ type: 'client.secret_removed', actor, subject: id }, transaction);
      await this.grants.revokeSecret(previousSecretHash, transaction);
    });
  }

  /** Deletes the client and revokes its tokens. @throws ClientNotFound */
  async remove(id: string, actor: Actor): Promise<void> {
    await this.unitOfWork.run(async (transaction) => {
      const count = await this.clients.destroy({ where: { id: { [Op.eq]: id } }, transaction });
      if (count === 0) throw new ClientNotFound();
      await this.audit.record({ type: 'client.removed', actor, subject: id }, transaction);
      await this.grants.revokeForGood(id, transaction);
    });
  }

  /**
   * Returns the client with this id and secret. Secrets have 256 random bits, so one round of SHA-256 is enough.
   * @throws InvalidClient
   */
  async authenticate(id: string, secret: string): Promise<AuthenticatedClient> {
    const client = isUUID(id) ? await this.clients.findByPk(id.toLowerCase()) : null;
    const presented = hashOfSecret(secret);
    const stored = [
      client?.secretHash ?? UNKNOWN_CLIENT_HASH,
      client?.previousSecretHash ?? UNKNOWN_CLIENT_HASH,
    ];
    const matches = stored.filter((one) => timingSafeEqual(Buffer.from(one), Buffer.from(presented)));
    if (!client || matches.length === 0) throw new InvalidClient();
    return { id: client.id, secretId: secretIdOf(presented), scopes: scopesOf(client) };
  }

  private async find(id: string): Promise<Client> {
    const client = await this.clients.findByPk(id);
    if (!client) throw new ClientNotFound();
    return client;
  }

  /**
   * Replaces the secret in one conditional write. Of several simultaneous rotations, each returns a valid secret or
   * fails.
   */
  private async replaceSecret(id: string, secretHash: string, transaction: Transaction): Promise<void> {
    const now = this.clock.now();
    const [previousSecretHash, previousSecretMadeAt] = [col('secret_hash'), col('secret_made_at')] as never[];
    const columns = { previousSecretHash, previousSecretMadeAt, secretHash, secretMadeAt: now };
    const isOld = { [Op.lt]: new Date(now.getTime() - SECRET_SETTLE_MS) };
    const mayEnd = [
      { previousSecretHash: null },
      { previousSecretMadeAt: null },
      { previousSecretMadeAt: isOld },
    ];
    const where = { id, [Op.or]: mayEnd };
    const [changed] = await this.clients.update(columns, { where, transaction });
    if (changed !== 1) throw new SecretTooNew();
  }

  /** Records which fields have changed. Fields that keep their value are not recorded. */
  private async recordChange(
    before: Client,
    columns: { name?: string; scopes?: string },
    actor: Actor,
    transaction: Transaction,
  ): Promise<void> {
    const fields = (['name', 'scopes'] as const).filter(
      (field) => columns[field] !== undefined && columns[field] !== before[field],
    );
    if (fields.length === 0) return;
    const detail = { fields };
    await this.audit.record({ type: 'client.changed', actor, subject: before.id, detail }, transaction);
  }
}

function newSecret(): string {
  return SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
}
