import { Sequelize } from 'sequelize-typescript';
import { sequelizeOptions } from '../../src/database/sequelize-options.js';
import { breachFindings } from '../../src/operations/doctor/breach-checks.js';
import type { Config } from '../../src/config/config.js';
import { hashPassword } from '../../src/passwords/password-hash.js';
import { type FreshDatabase, freshDatabase, isSqlite, onServers } from '../support/database.js';
import { findingsIn } from '../support/diagnosis.js';
import { migrated } from '../support/migrated-database.js';
import { freePort, runCli } from '../support/process.js';
import { TestRangeServer } from '../support/range-server.js';

let database: FreshDatabase;
const environment = (extra = {}) => ({ DATABASE_URL: database.url, ...extra });
const doctor = (extra = {}) => findingsIn(environment(extra));

beforeEach(async () => void (database = await freshDatabase({ onDisk: true })));
afterEach(() => database.drop());

async function execute(sql: string): Promise<void> {
  const sequelize = new Sequelize(sequelizeOptions(database.url));
  await sequelize.query(sql);
  await sequelize.close();
}

const SOMETIMES_WRONG = ['Node.js', 'SECRET_KEY', 'TRUST_PROXY', 'hashing threads', 'privileges'];
const ON_SERVERS = ['innodb_flush_log_at_trx_commit', 'strict SQL mode', 'collations', 'clock', 'time zone'];
const ON_FILES = ['file system', 'journal mode', 'synchronous', 'one process'];

describe('the doctor', () => {
  it('finds nothing wrong with a database that the service has created', async () => {
    await migrated(database);

    const findings = await doctor();

    expect(Object.keys(findings)).toEqual(expect.arrayContaining(isSqlite() ? ON_FILES : ON_SERVERS));
    const wrong = Object.values(findings).filter(
      ({ level, check }) =>
        level !== 'ok' && ![...SOMETIMES_WRONG, 'innodb_snapshot_isolation'].includes(check),
    );
    expect(wrong).toEqual([]);
  });

  it('changes nothing: it creates and migrates no database', async () => {
    const before = await doctor();
    const after = await doctor();

    if (isSqlite()) expect(before.database?.text).toBe('will be made at the first start');
    else expect(before.migrations).toMatchObject({ level: 'warning', text: expect.stringContaining('001-') });
    expect(Object.keys(after)).toEqual(Object.keys(before));
  });

  it('counts the admins and users without a verified address when REQUIRE_VERIFIED_EMAIL=true', async () => {
    await migrated(database);
    const required = environment({ REQUIRE_VERIFIED_EMAIL: 'true' });
    // The command also creates the first admin, as each start does.
    await runCli(
      ['users', 'create', '--name', 'some-user', '--role', 'user'],
      required,
      'otters juggle pebbles',
    );

    const findings = await doctor({ REQUIRE_VERIFIED_EMAIL: 'true' });

    expect(findings.REQUIRE_VERIFIED_EMAIL).toMatchObject({
      level: 'warning',
      text: expect.stringContaining('admins without a verified address: 1.'),
    });
    expect(findings['unverified users']?.text).toContain('1 cannot sign in');
  });

  it('warns of migrations that this build lacks', async () => {
    await migrated(database);
    await execute("INSERT INTO schema_migrations (name) VALUES ('999-from-the-future')");

    expect((await doctor()).migrations).toMatchObject({
      level: 'warning',
      text: expect.stringContaining('newer than this build, by 999-from-the-future'),
    });
  });

  it('counts the password hashes that cannot be verified', async () => {
    await migrated(database);
    const hashes = [
      `$2b$12$${'a'.repeat(53)}`,
      `$2y$22$${'a'.repeat(53)}`,
      'md5:abc',
      await hashPassword('otters', 4),
    ];
    const rows = hashes.map(
      (hash, index) => `('${index}', 'n${index}', 'n${index}', '${hash}', 0, '2026-01-01', '2026-01-01')`,
    );
    await execute(
      `INSERT INTO users (id, name, name_key, password_hash, disabled, created_at, updated_at) VALUES ${rows.join()}`,
    );

    expect((await doctor())['password hashes']).toMatchObject({
      level: 'warning',
      text: expect.stringMatching(/^2 of an unknown format/),
    });
  });

  it('warns when Redis does not respond', async () => {
    const { Redis } = await doctor({ REDIS_URL: `redis://127.0.0.1:${await freePort()}` });

    expect(Redis).toMatchObject({ level: 'warning', text: expect.stringContaining('ECONNREFUSED') });
  });

  it('requests a range from the API of breached passwords, and warns when it does not respond', async () => {
    const ranges = new TestRangeServer();
    await ranges.start();
    const { url } = ranges;
    const findings = () => breachFindings({ BREACHED_PASSWORDS: 'api' } as Config, { url });

    const [answered] = await findings();
    await ranges.stop();
    const [refused] = await findings();

    expect(ranges.requests.map(({ path }) => path)).toEqual(['/range/00000']);
    expect(answered?.level).toBe('ok');
    expect(refused).toMatchObject({ level: 'warning', text: expect.stringContaining('(ECONNREFUSED)') });
  });

  onServers()('says in plain words that the database does not exist', async () => {
    expect((await doctor({ DATABASE_URL: `${database.url}_gone` })).database).toMatchObject({
      level: 'problem',
      text: expect.stringContaining('Unknown database'),
    });
  });

  onServers()(
    'finds columns that treat different names as equal, and tables without transactions',
    async () => {
      await execute('CREATE TABLE notes (name CHAR(8) PRIMARY KEY) ENGINE = MyISAM CHARACTER SET latin1');

      const findings = await doctor();

      expect(findings.collations).toMatchObject({
        level: 'problem',
        text: expect.stringContaining('notes.name (latin1_swedish_ci)'),
      });
      expect(findings['storage engine']).toMatchObject({
        level: 'problem',
        text: expect.stringContaining('notes (MyISAM)'),
      });
    },
  );
});

describe('cli doctor', () => {
  it('prints a line for every check, and exits with 1 when there is a problem', async () => {
    await migrated(database);
    await execute(`INSERT INTO signing_keys (id, generation, algorithm, public_key, encrypted_private_key, activates_at,
      created_at) VALUES ('of-another-secret', 1, 'ES256', '', 'c2VhbGVk', '2026-01-01', '2026-01-01')`);

    const { code, output } = await runCli(['doctor'], environment());

    expect(code).toBe(1);
    expect(output).toMatch(/^problem {2}stored keys: SECRET_KEY does not open them/m);
    for (const line of output.trimEnd().split('\n'))
      expect(line).toMatch(/^(ok|warning|problem) +[^:]+: .+$/);
  });

  it('lists every fault of the configuration', async () => {
    const { code, output } = await runCli(['doctor'], environment({ PORT: '-1', LOG_LEVEL: 'loud' }));

    expect(code).toBe(1);
    expect(output).toMatch(/^problem {2}configuration: PORT.*\nproblem {2}configuration: LOG_LEVEL.*\n$/);
  });
});
