import { Sequelize } from 'sequelize-typescript';
import { v7 as uuidv7 } from 'uuid';
import { loadConfig } from '../../src/config/load-config.js';
import { sequelizeOptions } from '../../src/database/sequelize-options.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { SecretBox } from '../../src/secrets/secret-box.js';
import { SAMPLE_PARAMS } from './mails.js';
import { type Service, TEST_ENVIRONMENT } from './service.js';

/** A row of the outbox. */
export interface OutboxRow {
  readonly id: string;
  readonly recipient: string;
  readonly state: string;
  readonly attempts: number;
  readonly sealed_payload: string | null;
  readonly last_error: string | null;
}

/** Returns all messages, in the order of ids. */
export function messagesOf(service: Service): Promise<OutboxRow[]> {
  return service.rows<OutboxRow>('SELECT * FROM outbox_messages ORDER BY id');
}

/** Makes all waiting messages due now. It is repeated when the service changes one of them at the same moment. */
export function hurry(service: Service): Promise<void> {
  const due = "UPDATE outbox_messages SET next_attempt_at = 0 WHERE state = 'queued'";
  return service.app
    .get(UnitOfWork)
    .statement(async (transaction) => void (await service.sequelize.query(due, { transaction })));
}

/**
 * Adds notices to the outbox of a service in another process, for one or several people; `names` are the names in their
 * texts, in order.
 */
export async function queueNotices(
  databaseUrl: string,
  to: string | readonly string[],
  names: readonly string[],
): Promise<void> {
  const box = new SecretBox(loadConfig(TEST_ENVIRONMENT));
  const rows = [to].flat().flatMap((recipient) =>
    names.map((name) => {
      const id = uuidv7();
      const params = { ...SAMPLE_PARAMS.password_changed, name };
      const payload = { template: 'password_changed', to: recipient, locale: 'en', params };
      const [created_at, give_up_at] = [new Date(), new Date(Date.now() + 86_400_000)];
      const sealed_payload = box.seal(JSON.stringify(payload), id);
      return { id, kind: 'mail', recipient, sealed_payload, state: 'queued', created_at, give_up_at };
    }),
  );
  await onDatabase(databaseUrl, (database) =>
    database.getQueryInterface().bulkInsert('outbox_messages', rows),
  );
}

/** Moves all times of waiting messages back, as if half a minute had passed, after which a killed service holds none. */
export async function letLeasesEnd(databaseUrl: string): Promise<void> {
  const earlier = ['leased_until', 'next_attempt_at'].map((column) => `${column} = ${column} - 30000`);
  await onDatabase(databaseUrl, (database) =>
    database.query(`UPDATE outbox_messages SET ${earlier.join(', ')} WHERE state = 'queued'`),
  );
}

async function onDatabase(url: string, work: (database: Sequelize) => Promise<unknown>): Promise<void> {
  const database = new Sequelize(sequelizeOptions(url));
  try {
    await work(database);
  } finally {
    await database.close();
  }
}
