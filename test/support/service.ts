import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getConnectionToken } from '@nestjs/sequelize';
import { QueryTypes } from 'sequelize';
import type { Sequelize } from 'sequelize-typescript';
import { createApp } from '../../src/startup/app.js';
import { AuditChain } from '../../src/audit/audit-chain.js';
import { AuditSealer } from '../../src/audit/audit-sealer.js';
import { Clock } from '../../src/common/clock.js';
import { Log } from '../../src/common/logging.js';
import { loadConfig } from '../../src/config/load-config.js';
import { RefreshAnswers } from '../../src/sessions/refresh-answers.js';
import { Client } from './client.js';
import { type FreshDatabase, freshDatabase } from './database.js';
import { migrated } from './migrated-database.js';
import { ADMIN, makePerson, type Person, type PersonOptions } from './people.js';

/** Settings of a service under test: cheap hashes, and limits that no normal test reaches. */
export const TEST_ENVIRONMENT = {
  NODE_ENV: 'test',
  SECRET_KEY: 'dGVzdCBrZXkgZm9yIHRlc3RzIG9ubHksIDMyIGJ5dGVz',
  ISSUER: 'https://auth.example.com',
  BCRYPT_COST: '4',
  HASH_QUEUE_SECONDS: '30',
  LOGIN_LIMIT: 'off',
  REGISTER_LIMIT: 'off',
  REFRESH_LIMIT: 'off',
  MAIL_REQUEST_LIMIT: 'off',
  ADMIN_NAME: ADMIN.name,
  ADMIN_PASSWORD: ADMIN.password,
};

/** Replaces external parts of the service by parts of the test. */
export type Preparation = (app: NestFastifyApplication) => void;

/** Variables, or a function that returns them when the service starts, for servers that start just before. */
type Environment = Record<string, string> | (() => Record<string, string>);

/** The real application on a real database, with helpers for tests. */
export class Service extends Client {
  app!: NestFastifyApplication;
  readonly logLines: string[] = [];
  private database!: FreshDatabase;

  /** Uses a new database, or a given one that is kept. `prepare` runs before the service starts to work. */
  constructor(
    private readonly environment: Environment,
    private readonly shared?: FreshDatabase,
    private readonly prepare: Preparation = () => undefined,
  ) {
    super('');
  }

  async start(): Promise<this> {
    this.database = this.shared ?? (await freshDatabase());
    const environment = typeof this.environment === 'function' ? this.environment() : this.environment;
    const config = loadConfig({ ...TEST_ENVIRONMENT, ...environment, DATABASE_URL: this.database.url });
    await migrated(this.database);
    this.app = await createApp(config, new Log('info', { write: (line) => void this.logLines.push(line) }));
    this.prepare(this.app);
    await this.app.listen(0, '127.0.0.1');
    this.origin = await this.app.getUrl();
    return this;
  }

  async stop(): Promise<void> {
    await this.app?.close();
    if (!this.shared) await this.database?.drop();
  }

  /** Registers and signs in a user. */
  person = (options: PersonOptions = {}): Promise<Person> => makePerson(this, options);

  /** Signs in the admin that was created at start. */
  async admin(): Promise<Person> {
    const { body } = await this.post('/login', ADMIN);
    return { ...ADMIN, id: body.user.id, token: body.token, refreshToken: body.refreshToken };
  }

  /** Moves the service's clock by `seconds`, until `jest.restoreAllMocks`. */
  travel(seconds: number): void {
    jest.spyOn(this.app.get(Clock), 'now').mockImplementation(() => new Date(Date.now() + seconds * 1000));
  }

  /** The statements that the work sends to the database; what goes on in the background is left out. */
  async statementsOf(work: () => Promise<unknown>): Promise<string[]> {
    const statements: string[] = [];
    // Stops sealing, which is scheduled 50 ms after each event, and waits for the current run to end.
    const sealing = jest.spyOn(this.app.get(AuditChain), 'sealAll').mockResolvedValue();
    await this.app.get(AuditSealer).sealNow();
    await this.app.get(RefreshAnswers).flush();
    this.sequelize.options.logging = (sql) => void statements.push(sql);
    await work();
    this.sequelize.options.logging = false;
    sealing.mockRestore();
    return statements.filter(
      (sql) => !/FROM `?(revocations|revocation_head|signing_keys|outbox_messages)\b/.test(sql),
    );
  }

  /** Waits until all messages of the outbox are sent. */
  async outboxIsEmpty(): Promise<void> {
    const waiting = `SELECT id FROM outbox_messages WHERE state = 'queued'`;
    while ((await this.rows(waiting)).length > 0) await sleep(5);
  }

  /** Reads the tables directly. */
  rows<T extends object>(sql: string): Promise<T[]> {
    return this.sequelize.query<T>(sql, { type: QueryTypes.SELECT });
  }

  /** Changes the tables directly. */
  async execute(sql: string): Promise<void> {
    await this.sequelize.query(sql);
  }

  get databaseUrl(): string {
    return this.database.url;
  }

  get sequelize(): Sequelize {
    return this.app.get<Sequelize>(getConnectionToken());
  }
}

/** Starts a service before the tests of a file or a block, and stops it after them. */
export function useService(environment: Environment = {}, prepare?: Preparation): Service {
  const service = new Service(environment, undefined, prepare);
  beforeAll(() => service.start().then(() => undefined));
  afterAll(() => service.stop());
  return service;
}
