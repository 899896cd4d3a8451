import { v7 as uuidv7 } from 'uuid';
import { AuditEvent } from '../../src/audit/audit-event.model.js';
import { AuditSeals } from '../../src/audit/audit-seals.js';
import type { ChainPlace } from '../../src/audit/chain-walk.js';
import type { Config } from '../../src/config/config.js';
import { HousekeepingService } from '../../src/database/housekeeping.service.js';
import { AuditKit } from './audit-kit.js';
import { type FreshDatabase, freshDatabase } from './database.js';
import { findingsIn } from './diagnosis.js';
import { Service, TEST_ENVIRONMENT } from './service.js';

export const OLD = TEST_ENVIRONMENT.SECRET_KEY;
export const NEW = 'bjdvWDBtWHJJNmY5YlYzanYwbzh3cTVzMVl0OFpiMlE=';
export const STRANGE = 'c3RyYW5nZSBrZXkgb2YgMzIgYnl0ZXMsIHVudXNlZC4=';

/** The variables for a replica with these keys. */
export const keys = (SECRET_KEY: string, SECRET_KEY_PREVIOUS = '') => ({ SECRET_KEY, SECRET_KEY_PREVIOUS });

/** A database whose SECRET_KEY is changed, with one replica after the other or several at once. */
export class KeyChange {
  private database!: FreshDatabase;
  private readonly running = new Set<Service>();

  constructor(private readonly environment: Record<string, string> = {}) {}

  async begin(): Promise<void> {
    this.database = await freshDatabase();
  }

  async end(): Promise<void> {
    await Promise.all([...this.running].map((service) => this.stop(service)));
    await this.database.drop();
  }

  /** Starts a replica with these keys. */
  async start(given: { SECRET_KEY: string; SECRET_KEY_PREVIOUS: string }): Promise<Service> {
    const service = new Service({ ...this.environment, ...given }, this.database);
    this.running.add(service);
    return service.start();
  }

  async stop(service: Service): Promise<void> {
    this.running.delete(service);
    await service.stop();
  }

  /** Stops a replica and starts another in its place. */
  async restart(
    service: Service,
    given: { SECRET_KEY: string; SECRET_KEY_PREVIOUS: string },
  ): Promise<Service> {
    await this.stop(service);
    return this.start(given);
  }

  /** Returns the doctor's findings by check. */
  doctor = (given: { SECRET_KEY: string; SECRET_KEY_PREVIOUS: string }) =>
    findingsIn({ ...this.environment, DATABASE_URL: this.database.url, ...given });
}

/** Runs the maintenance tasks. */
export async function housekeep(service: Service): Promise<void> {
  await service.execute("DELETE FROM leases WHERE name = 'housekeeping'");
  await service.app.get(HousekeepingService).runOnce();
}

/** Returns the report of `audit verify`. */
export const verify = (service: Service, noted?: ChainPlace) => new AuditKit(service).verify(noted);

/** Returns the findings of `audit verify`. */
export const auditFindings = async (service: Service) => (await verify(service)).findings;

/** Adds an event like an attacker with the database and that SECRET_KEY. The service seals it like any other. */
export async function forgeEvent(secretKey: string): Promise<void> {
  const seals = new AuditSeals({ secretKey: Buffer.from(secretKey, 'base64') } as Config);
  const occurredAt = new Date();
  const texts = { actor: 'cli', subject: 'x', detail: '{}', address: '', userAgent: '', requestId: '' };
  const fields = { id: uuidv7(), type: 'role.put', ...texts, occurredAt };
  await AuditEvent.create({ ...fields, mac: seals.ofEvent(fields) });
}
