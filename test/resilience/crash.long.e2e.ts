import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { QueryTypes } from 'sequelize';
import { Sequelize } from 'sequelize-typescript';
import { sequelizeOptions } from '../../src/database/sequelize-options.js';
import type { FreshDatabase } from '../support/database.js';
import { migratedDatabase } from '../support/migrated-database.js';
import { makePerson } from '../support/people.js';
import { ServiceProcess } from '../support/process.js';
import { Service } from '../support/service.js';

let database: FreshDatabase;
beforeAll(async () => void (database = await migratedDatabase()));
afterAll(() => database.drop());
afterEach(() => void jest.restoreAllMocks());

const hashOf = (token: string) =>
  createHash('sha256')
    .update(token.split('.')[1] ?? '')
    .digest('hex');

async function sessionsOf(): Promise<{ secret_hash: string }[]> {
  const sequelize = new Sequelize(sequelizeOptions(database.url));
  try {
    return await sequelize.query('SELECT secret_hash FROM sessions', { type: QueryTypes.SELECT });
  } finally {
    await sequelize.close();
  }
}

describe('a crash between commit and answer', () => {
  it('does not end the session: a retry gets the committed successor, even after REFRESH_GRACE', async () => {
    const REFRESH_GRACE = '1s';
    const environment = { DATABASE_URL: database.url, REFRESH_GRACE };
    const entry = join(__dirname, '..', 'support', 'crash-before-answer.mjs');
    const first = await new ServiceProcess(environment, undefined, entry).start();
    const person = await makePerson(first, {});
    const [before] = await sessionsOf();

    const lost = await first.post('/refresh', { refreshToken: person.refreshToken }).catch(() => 'no answer');
    const [committed] = await sessionsOf();
    const second = await new Service({ REFRESH_GRACE }, database).start();
    second.travel(2);
    const retry = await second.post('/refresh', { refreshToken: person.refreshToken });
    const next = await second.post('/refresh', { refreshToken: retry.body.refreshToken });
    await second.stop();

    expect(lost).toBe('no answer');
    expect(committed?.secret_hash).not.toBe(before?.secret_hash);
    expect([retry.status, next.status]).toEqual([200, 200]);
    expect(hashOf(retry.body.refreshToken)).toBe(committed?.secret_hash);
  });
});
