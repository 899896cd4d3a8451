import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { isUUID } from 'class-validator';
import { col, Op } from 'sequelize';
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
  async create({ name, scopes = [] }: CreateClientDto): Promise<ClientSecretDto> {
    const secret = newSecret();
    const row = { name, scopes: scopes.join(' '), secretHash: hashOfSecret(secret) };
    const client = await this.unitOfWork.run((transaction) => this.clients.create(row, { transaction }));
    return { ...(await this.get(client.id)), secret };
  }

  /** Changes what is given; a scope that is taken away is refused in tokens issued before. @throws ClientNotFound */
  async change(id: string, { name, scopes }: ChangeClientDto): Promise<ClientDto> {
    const columns = { ...(name !== undefined && { name }), ...(scopes && { scopes: scopes.join(' ') }) };
    await this.find(id);
    await this.unitOfWork.run(async (transaction) => {
      await this.clients.update(columns, { where: { id }, transaction });
      if (scopes)
        await this.revocations.append(
          [{ type: 'client', subject: id, notBefore: this.clock.now().getTime() }],
          transaction,
        );
    });
    return this.get(id);
  }

  /** Makes another secret; the one before counts until `removePreviousSecret`. @throws ClientNotFound */
  async rotateSecret(id: string): Promise<ClientSecretDto> {
    const secret = newSecret();
    const columns = { previousSecretHash: col('secret_hash') as never, secretHash: hashOfSecret(secret) };
    const [changed] = await this.unitOfWork.run((transaction) =>
      this.clients.update(columns, { where: { id }, transaction }),
    );
    if (changed === 0) throw new ClientNotFound();
    return { ...(await this.get(id)), secret };
  }

  /** Ends the overlap: only the newest secret counts. @throws ClientNotFound */
  async removePreviousSecret(id: string): Promise<void> {
    await this.find(id);
    await this.unitOfWork.run((transaction) =>
      this.clients.update({ previousSecretHash: null }, { where: { id }, transaction }),
    );
  }

  /** Removes the client and revokes its tokens. @throws ClientNotFound */
  async remove(id: string): Promise<void> {
    const removed = await this.unitOfWork.run(async (transaction) => {
      const count = await this.clients.destroy({ where: { id: { [Op.eq]: id } }, transaction });
      if (count > 0) await this.revocations.append([{ type: 'client', subject: id }], transaction);
      return count;
    });
    if (removed === 0) throw new ClientNotFound();
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

  private async find(id: string): Promise<Client> {
    const client = await this.clients.findByPk(id);
    if (!client) throw new ClientNotFound();
    return client;
  }
}

function newSecret(): string {
  return SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
}
