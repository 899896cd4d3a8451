import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FreshDatabase, freshDatabase, isSqlite, onServers } from '../support/database.js';
import { ADMIN } from '../support/people.js';
import { runCli, ServiceProcess } from '../support/process.js';
import { eventually } from '../support/verifier-kit.js';

let database: FreshDatabase;
let running: ServiceProcess[] = [];
beforeEach(async () => void (database = await freshDatabase()));
afterEach(async () => {
  await Promise.all(running.map((service) => service.stop('SIGKILL')));
  running = [];
  await database.drop();
});

function replica(environment: Record<string, string> = {}): ServiceProcess {
  const service = new ServiceProcess({ DATABASE_URL: database.url, ...environment });
  running.push(service);
  return service;
}

describe('starting', () => {
  onServers()('five replicas start at once on an empty database and accept each other’s tokens', async () => {
    const replicas = await Promise.all([1, 2, 3, 4, 5].map(() => replica().start()));

    const { body } = await replicas[0]!.post('/login', ADMIN);
    const answers = await Promise.all(replicas.map((one) => one.get('/protected', { token: body.token })));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });

  it('a second process on the same SQLite file fails with a plain message', async () => {
    if (!isSqlite()) return;
    await replica().start();

    await expect(replica().start()).rejects.toThrow(/Another process is using .*test\.sqlite/);
  });

  it('creates an SQLite file that only its owner can read, even in a public folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'watchword-open-'));
    chmodSync(folder, 0o755);
    const service = await replica({ DATABASE_URL: `sqlite:${join(folder, 'open.sqlite')}` }).start();

    const modes = readdirSync(folder).map((file) => (statSync(join(folder, file)).mode & 0o777).toString(8));

    expect(modes.length).toBeGreaterThan(1);
    expect(new Set(modes)).toEqual(new Set(['600']));
    await service.stop('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  it('logs the URL with localhost, where browsers accept cookies over plain HTTP', async () => {
    for (const HOST of ['127.0.0.1', '0.0.0.0']) {
      const service = await replica({ HOST }).start();
      const line = `Watchword serves http://localhost:${new URL(service.origin).port},`;

      // It answers before its output has come through the pipe.
      await eventually(() => service.output.includes(line), true);
      await service.stop('SIGKILL');
    }
  });

  it('after a crash works at once', async () => {
    const first = await replica().start();
    await first.stop('SIGKILL');

    const second = await replica().start();

    expect((await second.post('/login', ADMIN)).status).toBe(200);
  });

  it('with an invalid environment lists all faults and exits with 1', async () => {
    const service = replica({ PORT: '0', BCRYPT_COST: 'x', LOG_LEVEL: 'loud' });

    await expect(service.start()).rejects.toThrow(/BCRYPT_COST[^]*LOG_LEVEL/);
    expect(await service.stop()).toBe(1);
  });

  it('fails when SECRET_KEY does not fit the database', async () => {
    await (await replica().start()).stop();

    const stranger = replica({
      SECRET_KEY: Buffer.from('another key, 32 bytes long, yes!').toString('base64'),
    });

    await expect(stranger.start()).rejects.toThrow(/SECRET_KEY does not open/);
  });

  it('outside of production generates its secret only once', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'watchword-'));
    const start = () => {
      const service = new ServiceProcess(
        { DATABASE_URL: database.url, SECRET_KEY: '', NODE_ENV: 'development' },
        directory,
      );
      running.push(service);
      return service.start();
    };
    await (await start()).stop();

    expect((await (await start()).post('/login', ADMIN)).status).toBe(200);
    rmSync(directory, { recursive: true });
  });
});

describe('the command line', () => {
  it('migrates only once', async () => {
    const environment = { DATABASE_URL: database.url };

    expect((await runCli(['migrate'], environment)).output).toContain('applied 001-create-roles');
    expect((await runCli(['migrate'], environment)).output).toBe('Nothing to do.\n');
  });

  it('creates an admin with a password from standard input', async () => {
    const environment = { DATABASE_URL: database.url, ADMIN_NAME: '', ADMIN_PASSWORD: '' };

    const { code, output } = await runCli(
      ['users', 'create', '--name', 'Carol', '--role', 'admin'],
      environment,
      'wombats polish trumpets\n',
    );
    const service = await replica(environment).start();
    const { body } = await service.post('/login', { name: 'carol', password: 'wombats polish trumpets' });

    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/^made Carol \([\w-]+\) with the roles admin, user\n$/),
    ]);
    expect((await service.get('/users', { token: body.token })).status).toBe(200);
  });

  it.each([
    [['users', 'create'], /Say whom to create/],
    [['users', 'create', '--name', 'a b'], /name may have letters/],
    [['users', 'create', '--name', 'dave', '--role', 'wizard'], /roles has names that do not exist: wizard/],
    [['fly'], /Usage:/],
  ])('refuses %j with a plain message', async (words, sentence) => {
    const { code, output } = await runCli(words, { DATABASE_URL: database.url }, 'wombats polish trumpets\n');

    expect(code).toBe(1);
    expect(output).toMatch(sentence);
  });
});
