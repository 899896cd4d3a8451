import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCommand } from '../support/commands.js';
import { type FreshDatabase, freshDatabase, isSqlite, onServers } from '../support/database.js';
import { ADMIN } from '../support/people.js';
import { runCli, ServiceProcess } from '../support/process.js';
import { eventually } from '../support/verifier-kit.js';

const INPUT = 'wombats polish trumpets\n';

/** Runs a test on SQLite only. */
const onFiles = () => (isSqlite() ? it : it.skip);

let database: FreshDatabase;
const running: ServiceProcess[] = [];
beforeAll(async () => void (database = await freshDatabase()));
afterAll(async () => {
  await Promise.all(running.map((service) => service.stop('SIGKILL')));
  await database.drop();
});

function replica(environment: Record<string, string> = {}, directory?: string): ServiceProcess {
  const service = new ServiceProcess({ DATABASE_URL: database.url, ...environment }, directory);
  running.push(service);
  return service;
}

// Each test of this block continues with the service of the test before it.
describe('a service outside of production, without a secret and with an empty database,', () => {
  const settings = { SECRET_KEY: '', NODE_ENV: 'development' };
  let directory: string;
  let service: ServiceProcess;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'watchword-'));
    if (isSqlite()) chmodSync(folder(), 0o755);
    service = await replica({ ...settings, HOST: '127.0.0.1' }, directory).start();
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const folder = () => dirname(database.url.replace('sqlite:', ''));

  /** Waits for the log line with the URL, which arrives after the service is ready. */
  const namesLocalhost = async () => {
    const line = `Watchword serves http://localhost:${new URL(service.origin).port},`;
    await eventually(() => service.output.includes(line), true);
  };

  onFiles()('creates an SQLite file that only its owner can read, even in a public folder', () => {
    const modes = readdirSync(folder()).map((file) =>
      (statSync(join(folder(), file)).mode & 0o777).toString(8),
    );

    expect(modes.length).toBeGreaterThan(1);
    expect(new Set(modes)).toEqual(new Set(['600']));
  });

  onFiles()('makes a second process on the same SQLite file fail with a plain message', async () => {
    await expect(replica().start()).rejects.toThrow(/Another process is using .*test\.sqlite/);
  });

  it('logs the URL with localhost, where browsers accept cookies over plain HTTP', () => namesLocalhost());

  it('works at once after a crash, with the secret that it generated before', async () => {
    await service.stop('SIGKILL');
    service = await replica({ ...settings, HOST: '0.0.0.0' }, directory).start();

    expect((await service.post('/login', ADMIN)).status).toBe(200);
  });

  it('logs the URL with localhost when it listens on all addresses', () => namesLocalhost());

  it('accepts an admin whom a command creates with a password from standard input', async () => {
    const environment = { DATABASE_URL: database.url, ...settings, ADMIN_NAME: '', ADMIN_PASSWORD: '' };
    const words = ['users', 'create', '--name', 'Carol', '--role', 'admin'];

    const { code, output } = await runCli(words, environment, INPUT, directory);
    const { body } = await service.post('/login', { name: 'carol', password: INPUT.trim() });

    expect(output).toMatch(/^made Carol \([\w-]+\) with the roles admin, user$/m);
    expect(code).toBe(0);
    expect((await service.get('/users', { token: body.token })).status).toBe(200);
  });

  it('fails when SECRET_KEY does not fit the database', async () => {
    await service.stop('SIGKILL');

    await expect(replica().start()).rejects.toThrow(/SECRET_KEY does not open/);
  });
});

describe('starting', () => {
  it('with an invalid environment lists all faults and exits with 1', async () => {
    const service = replica({ PORT: '0', BCRYPT_COST: 'x', LOG_LEVEL: 'loud' });

    await expect(service.start()).rejects.toThrow(/BCRYPT_COST[^]*LOG_LEVEL/);
    expect(await service.stop()).toBe(1);
  });
});

describe('on an empty database', () => {
  let own: FreshDatabase;
  beforeEach(async () => void (own = await freshDatabase()));
  afterEach(() => own.drop());

  onServers()('five replicas start at once and accept each other’s tokens', async () => {
    const replicas = await Promise.all([1, 2, 3, 4, 5].map(() => replica({ DATABASE_URL: own.url }).start()));

    const { body } = await replicas[0]!.post('/login', ADMIN);
    const answers = await Promise.all(replicas.map((one) => one.get('/protected', { token: body.token })));

    await Promise.all(replicas.map((one) => one.stop('SIGKILL')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });

  it('the command migrate changes nothing the second time', async () => {
    const environment = { DATABASE_URL: own.url };

    expect(await runCommand('migrate', [], environment)).toContain('applied 001-create-roles');
    expect(await runCommand('migrate', [], environment)).toBe('Nothing to do.\n');
  });

  it.each([
    [['users', 'create', '--name', 'dave', '--role', 'wizard'], /roles has names that do not exist: wizard/],
    [['fly'], /Usage:/],
  ])('the command line refuses %j with a plain message, and exits with 1', async (words, sentence) => {
    const { code, output } = await runCli(words, { DATABASE_URL: own.url }, INPUT);

    expect(code).toBe(1);
    expect(output).toMatch(sentence);
  });

  it.each([
    [[], /^Say whom to create/],
    [['--name', 'a b'], /^name may have letters/],
  ])('the command users create refuses %j with a plain message', async (words, sentence) => {
    await expect(runCommand('users create', words, { DATABASE_URL: own.url })).rejects.toThrow(sentence);
  });
});
