import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { isUUID } from 'class-validator';
import { col, Op, type Transaction } from 'sequelize';
import { AuditService } from '../audit/audit.service.js';
import type { Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { hashOfSecret } from '../common/secret-hash.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { RevocationsService } from '../revocations/revocations.service.js';
import { Client, scopesOf } from './client.model.js';
import { type ChangeClientDto, ClientDto, type ClientSecretDto, type CreateClientDto } from './client.dto.js';
import { ClientNotFound, InvalidClient } from './clients.errors.js';

const SECRET_BYTES = 32;
/** Lets scanners of repositories recognize a secret that was committed by mistake. */
const SECRET_PREFIX = 'wws_';
const NOBODY = hashOfSecret('nobody');

/** A client that has shown its secret. */
export interface AuthenticatedClient {
  readonly id: string;
  readonly scopes: readonly string[];
}

/** Owns `clients`: services that call in their own name. */
@Injectable()
export class ClientsService {
  constructor(
    @InjectModel(Client) private readonly clients: typeof Client,
    private readonly revocations: RevocationsService,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly audit: AuditService,
  ) {}

  /** Every client, by name. */
  async list(): Promise<ClientDto[]> {
    const clients = await this.clients.findAll({
      order: [
        ['name', 'ASC'],
        ['id', 'ASC'],
      ],
    });
    return clients.map(ClientDto.of);
  }

  /** @throws ClientNotFound */
  async get(id: string): Promise<ClientDto> {
    return ClientDto.of(await this.find(id));
  }

  /** Makes a client; the answer shows its secret, once. */
  async create({ name, scopes = [] }: CreateClientDto, actor: Actor): Promise<ClientSecretDto> {
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

  /** Changes what is given; a scope that is taken away is refused in tokens issued before. @throws ClientNotFound */
  async change(id: string, { name, scopes }: ChangeClientDto, actor: Actor): Promise<ClientDto> {
    const columns = { ...(name !== undefined && { name }), ...(scopes && { scopes: scopes.join(' ') }) };
    await this.unitOfWork.run(async (transaction) => {
      const before = await this.find(id, transaction);
      await this.clients.update(columns, { where: { id }, transaction });
      await this.recordChange(before, columns, actor, transaction);
      if (scopes)
        await this.revocations.append(
          [{ type: 'client', subject: id, notBefore: this.clock.now().getTime() }],
          transaction,
        );
    });
    return this.get(id);
  }

  /** Makes another secret; the one before counts until `removePreviousSecret`. @throws ClientNotFound */
  async rotateSecret(id: string, actor: Actor): Promise<ClientSecretDto> {
    const secret = newSecret();
    const columns = { previousSecretHash: col('secret_hash') as never, secretHash: hashOfSecret(secret) };
    await this.unitOfWork.run(async (transaction) => {
      const [changed] = await this.clients.update(columns, { where: { id }, transaction });
      if (changed === 0) throw new ClientNotFound();
      await this.audit.record({ type: 'client.secret_rotated', actor, subject: id }, transaction);
    });
    return { ...(await this.get(id)), secret };
  }

  /** Ends the overlap: only the newest secret counts. @throws ClientNotFound */
  async removePreviousSecret(id: string, actor: Actor): Promise<void> {
    await this.find(id);
    const where = { id, previousSecretHash: { [Op.ne]: null } };
    await this.unitOfWork.run(async (transaction) => {
      const [removed] = await this.clients.update({ previousSecretHash: null }, { where, transaction });
      if (removed > 0)
        await this.audit.record({ type: 'client.secret_removed', actor, subject: id }, transaction);
    });
  }

  /** Removes the client and revokes its tokens. @throws ClientNotFound */
  async remove(id: string, actor: Actor): Promise<void> {
    await this.unitOfWork.run(async (transaction) => {
      const count = await this.clients.destroy({ where: { id: { [Op.eq]: id } }, transaction });
      if (count === 0) throw new ClientNotFound();
      await this.audit.record({ type: 'client.removed', actor, subject: id }, transaction);
      await this.revocations.append([{ type: 'client', subject: id }], transaction);
    });
  }

  /** Who has this id and secret. Secrets have 256 bits of chance, so one round of SHA-256 is enough. @throws InvalidClient */
  async authenticate(id: string, secret: string): Promise<AuthenticatedClient> {
    const client = isUUID(id) ? await this.clients.findByPk(id.toLowerCase()) : null;
    const presented = hashOfSecret(secret);
    const stored = [client?.secretHash ?? NOBODY, client?.previousSecretHash ?? NOBODY];
    const matches = stored.filter((one) => timingSafeEqual(Buffer.from(one), Buffer.from(presented)));
    if (!client || matches.length === 0) throw new InvalidClient();
    return { id: client.id, scopes: scopesOf(client) };
  }

  private async find(id: string, transaction?: Transaction): Promise<Client> {
    const client = await this.clients.findByPk(id, { transaction });
    if (!client) throw new ClientNotFound();
    return client;
  }

  /** What was said again is no change. */
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
