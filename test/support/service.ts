import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getConnectionToken } from '@nestjs/sequelize';
import { QueryTypes } from 'sequelize';
import type { Sequelize } from 'sequelize-typescript';
import { createApp } from '../../src/app.js';
import { AuditChain } from '../../src/audit/audit-chain.js';
import { AuditSealer } from '../../src/audit/audit-sealer.js';
import { Clock } from '../../src/common/clock.js';
import { Log } from '../../src/common/logging.js';
import { loadConfig } from '../../src/config/load-config.js';
import { migrate } from '../../src/database/migrator.js';
import { Client } from './client.js';
import { type FreshDatabase, freshDatabase } from './database.js';
import { ADMIN, makePerson, type Person, type PersonOptions } from './people.js';

/** Settings of a service under test: cheap hashes, and room for all that a test sends at once, or one after the other. */
export const TEST_ENVIRONMENT = {
  NODE_ENV: 'test',
  SECRET_KEY: 'dGVzdCBrZXkgZm9yIHRlc3RzIG9ubHksIDMyIGJ5dGVz',
  ISSUER: 'https://auth.example.com',
  BCRYPT_COST: '4',
  HASH_QUEUE_SECONDS: '30',
  LOGIN_LIMIT: 'off',
  REGISTER_LIMIT: 'off',
  REFRESH_LIMIT: 'off',
  ADMIN_NAME: ADMIN.name,
  ADMIN_PASSWORD: ADMIN.password,
};

/** The real application on a real database, and what tests ask of it. */
export class Service extends Client {
  app!: NestFastifyApplication;
  readonly logLines: string[] = [];
  private database!: FreshDatabase;

  constructor(private readonly environment: Record<string, string>) {
    super('');
  }

  async start(): Promise<void> {
    this.database = await freshDatabase();
    const config = loadConfig({ ...TEST_ENVIRONMENT, ...this.environment, DATABASE_URL: this.database.url });
    await migrate(config.DATABASE_URL);
    this.app = await createApp(config, new Log('info', { write: (line) => void this.logLines.push(line) }));
    await this.app.listen(0, '127.0.0.1');
    this.origin = await this.app.getUrl();
  }

  async stop(): Promise<void> {
    await this.app?.close();
    await this.database?.drop();
  }

  /** Registers and signs somebody in. */
  person = (options: PersonOptions = {}): Promise<Person> => makePerson(this, options);

  /** Signs in the admin that was made at start. */
  async admin(): Promise<Person> {
    const { body } = await this.post('/login', ADMIN);
    const me = await this.get('/me', { token: body.token });
    return { ...ADMIN, id: me.body.id, token: body.token, refreshToken: body.refreshToken };
  }

  /** Moves the service's time by so many seconds, until `jest.restoreAllMocks`. */
  travel(seconds: number): void {
    jest.spyOn(this.app.get(Clock), 'now').mockImplementation(() => new Date(Date.now() + seconds * 1000));
  }

  /** The statements that the work sends to the database; what goes on in the background is left out. */
  async statementsOf(work: () => Promise<unknown>): Promise<string[]> {
    const statements: string[] = [];
    await this.app.get(AuditSealer).sealNow();
    const sealing = jest.spyOn(this.app.get(AuditChain), 'sealAll').mockResolvedValue();
    this.sequelize.options.logging = (sql) => void statements.push(sql);
    await work();
    this.sequelize.options.logging = false;
    sealing.mockRestore();
    return statements.filter((sql) => !/FROM `(revocations|signing_keys)`/.test(sql));
  }

  /** Looks into the tables, past the service. */
  rows<T extends object>(sql: string): Promise<T[]> {
    return this.sequelize.query<T>(sql, { type: QueryTypes.SELECT });
  }

  /** Changes the tables, past the service. */
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
export function useService(environment: Record<string, string> = {}): Service {
  const service = new Service(environment);
  beforeAll(() => service.start());
  afterAll(() => service.stop());
  return service;
}
