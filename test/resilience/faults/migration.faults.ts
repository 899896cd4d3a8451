import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { type FreshDatabase, freshDatabase } from '../../support/database.js';
import { useDatabaseServer } from '../../support/faults/database-server.js';
import { Replicas } from '../../support/faults/replicas.js';
import { mariadbIfQuick, mysqlIfQuick, underLoad } from '../../support/faults/scenario.js';
import { makePerson } from '../../support/people.js';

const SUPPORT = join(__dirname, '..', '..', 'support', 'faults');
/** The schema of a release with only users and roles. */
const OLD_MIGRATIONS = 3;
const AT_ONCE = 3;

useDatabaseServer();
let replicas: Replicas;
afterEach(() => replicas.stop());

async function appliedTo(database: FreshDatabase): Promise<string[]> {
  const connection = await createConnection(database.url);
  const [rows] = await connection.query<RowDataPacket[]>('SELECT name FROM schema_migrations ORDER BY name');
  await connection.end();
  return rows.map(({ name }) => name as string);
}

/** Returns how many replicas logged a migration. */
const migrators = () =>
  replicas.members.filter(({ output }) => output.includes('migrated the database')).length;

const LOGGING = { environment: { LOG_LEVEL: 'info' } };

describe('F23: three replicas that start at once', () => {
  mysqlIfQuick('on an empty database: one migrates it, and all serve', async () => {
    replicas = await Replicas.start(AT_ONCE, LOGGING);
    const person = await makePerson(replicas.at(0), {});
    const shown = await Promise.all(replicas.members.map((one) => one.get('/me', { token: person.token })));

    expect(migrators()).toBe(1);
    expect(shown.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  mariadbIfQuick('on an older schema: one migrates it, and all serve', async () => {
    const database = await freshDatabase();
    const env = { ...process.env, DATABASE_URL: database.url, MIGRATIONS: String(OLD_MIGRATIONS) };
    await promisify(execFile)(process.execPath, [join(SUPPORT, 'old-schema.mjs')], { env });
    const before = await appliedTo(database);
    replicas = await Replicas.start(AT_ONCE, { ...LOGGING, database });

    expect(before.length).toBe(OLD_MIGRATIONS);
    expect((await appliedTo(database)).length).toBeGreaterThan(OLD_MIGRATIONS);
    expect(migrators()).toBe(1);
    expect((await makePerson(replicas.at(2), {})).token).toEqual(expect.any(String));
  });

  mariadbIfQuick(
    'with a newer schema under load: the old replicas serve before, during and after the migration',
    async () => {
      replicas = await Replicas.start(2, LOGGING);
      const origins = [...replicas.origins];

      const { violations, reasons } = await underLoad(
        'F23 migration during traffic',
        replicas,
        async () =>
          void (await replicas.add(AT_ONCE, { ...LOGGING, entry: join(SUPPORT, 'next-build.mjs') })),
        { workload: { origins } },
      );

      expect(violations).toEqual([]);
      expect(Object.keys(reasons).filter((reason) => reason !== '503')).toEqual([]);
      expect(migrators()).toBe(1 + 1);
      expect(await appliedTo(replicas.database)).toContain('999-add-nickname');
    },
  );
});
