import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { QueryTypes } from 'sequelize';
import { Sequelize } from 'sequelize-typescript';
import { sequelizeOptions } from '../../src/database/sequelize-options.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { makePerson } from '../support/people.js';
import { freePort, ServiceProcess } from '../support/process.js';

let database: FreshDatabase;
let directory: string;
beforeAll(async () => {
  database = await freshDatabase();
  directory = mkdtempSync(join(tmpdir(), 'watchword-'));
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await database.drop();
});

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
    const environment = {
      DATABASE_URL: database.url,
      PORT: String(await freePort()),
      REFRESH_GRACE: '1s',
      CRASH_MARKER: join(directory, 'crashed'),
    };
    const entry = join(__dirname, '..', 'support', 'crash-before-answer.mjs');
    const first = await new ServiceProcess(environment, undefined, entry).start();
    const person = await makePerson(first, {});
    const [before] = await sessionsOf();

    const lost = await first.post('/refresh', { refreshToken: person.refreshToken }).catch(() => 'no answer');
    const [committed] = await sessionsOf();
    const second = await new ServiceProcess(environment, undefined, entry).start();
    await sleep(1500);
    const retry = await second.post('/refresh', { refreshToken: person.refreshToken });
    const next = await second.post('/refresh', { refreshToken: retry.body.refreshToken });
    await second.stop();

    expect(lost).toBe('no answer');
    expect(committed?.secret_hash).not.toBe(before?.secret_hash);
    expect([retry.status, next.status]).toEqual([200, 200]);
    expect(hashOf(retry.body.refreshToken)).toBe(committed?.secret_hash);
  });
});
