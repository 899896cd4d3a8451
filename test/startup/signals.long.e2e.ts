import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from '../support/commands.js';
import type { FreshDatabase } from '../support/database.js';
import { executeIn } from '../support/database-copy.js';
import { migratedDatabase } from '../support/migrated-database.js';
import { freePort, runCli, ServiceProcess } from '../support/process.js';
import { TEST_ENVIRONMENT } from '../support/service.js';

const ROOT = join(__dirname, '..', '..');
const STOP_MS = 9500;
let database: FreshDatabase;
const running: ChildProcess[] = [];

beforeEach(async () => void (database = await migratedDatabase()));
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  await database.drop();
});

function run(command: string, words: string[], environment = {}) {
  const env = { PATH: process.env.PATH, ...TEST_ENVIRONMENT, DATABASE_URL: database.url, ...environment };
  const child = spawn(command, words, { env, cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  return child;
}

async function millisecondsUntilEnd(child: ChildProcess, signal: NodeJS.Signals): Promise<number> {
  const since = performance.now();
  child.kill(signal);
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return performance.now() - since;
}

async function untilLive(port: number): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await answers(port)) return;
    await sleep(50);
  }
  throw new Error('the service does not answer');
}

const answers = (port: number, path = 'health/live') =>
  fetch(`http://127.0.0.1:${port}/${path}`).then(
    () => true,
    () => false,
  );

/** Starts a server that accepts connections and sends nothing, like a database on a machine that hangs. */
async function silentServer(): Promise<{ server: Server; url: string; close: () => void }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { server, url: `mysql://root@127.0.0.1:${port}/none`, close };
}

describe('a signal', () => {
  it('that only `npm start` gets ends the service', async () => {
    const port = await freePort();
    const npm = run('npm', ['run', '--ignore-scripts', 'start'], { PORT: String(port) });
    await untilLive(port);

    expect(await millisecondsUntilEnd(npm, 'SIGTERM')).toBeLessThan(STOP_MS);
    expect(await answers(port)).toBe(false);
  });

  it('ends a service whose log is not read', async () => {
    const port = await freePort();
    const child = run(process.execPath, ['dist/main.js'], { PORT: String(port) }); // nothing reads its pipe
    await untilLive(port);
    const path = 'x'.repeat(8000);
    for (let round = 0; round < 10; round++)
      await Promise.all(Array.from({ length: 12 }, () => answers(port, path))); // more output than a pipe holds

    expect(await millisecondsUntilEnd(child, 'SIGTERM')).toBeLessThan(STOP_MS);
    expect(child.exitCode).toBe(0);
  });

  it('during the wait for a database ends the service at once, with code 0', async () => {
    const silent = await silentServer();
    const child = run(process.execPath, ['dist/main.js'], { DATABASE_URL: silent.url });
    await once(silent.server, 'connection');

    expect(await millisecondsUntilEnd(child, 'SIGTERM')).toBeLessThan(1000);
    expect(child.exitCode).toBe(0);
    silent.close();
  });

  it('ends the service at once when it is repeated later, but not when npm or systemd passes it on twice', async () => {
    const service = await new ServiceProcess({ DATABASE_URL: database.url }).start();
    process.kill(service.pid, 'SIGTERM');
    await sleep(50);
    process.kill(service.pid, 'SIGTERM');
    await sleep(600);
    expect(service.hasEnded).toBe(false);

    expect(await service.stop('SIGTERM')).toBe(128 + 15);
  });

  it('ends a service with connections that stay open for ten minutes', async () => {
    const settings = { DATABASE_URL: database.url, KEEP_ALIVE_TIMEOUT: '10m' };
    const service = await new ServiceProcess(settings).start();
    const { headers } = await service.get('/health/live');

    expect(headers.get('keep-alive')).toMatch(/^timeout=600\b/);
    expect(await service.stop('SIGTERM')).toBe(0);
  });
});

describe('a command', () => {
  const INPUT = 'wombats polish trumpets\n';
  const CREATE = ['users', 'create', '--name', 'carol'];

  describe('with a SECRET_KEY that does not fit the database', () => {
    beforeEach(() =>
      executeIn(database.url, [
        `INSERT INTO signing_keys (id, generation, algorithm, public_key, encrypted_private_key, activates_at,
         created_at) VALUES ('of-another-secret', 1, 'ES256', '', 'c2VhbGVk', '2026-01-01', '2026-01-01')`,
      ]),
    );

    it.each([[CREATE], [['doctor']]])('%j exits with 1 and a plain message', async (words) => {
      const { code, output } = await runCli(words, { DATABASE_URL: database.url }, INPUT);

      expect([code, output]).toEqual([1, expect.stringMatching(/SECRET_KEY does not open/)]);
    });

    it.each(['keys rotate', 'audit verify'])('%s fails with a plain message', async (name) => {
      const run = runCommand(name, [], { DATABASE_URL: database.url });

      await expect(run).rejects.toThrow(/SECRET_KEY does not open/);
    });
  });

  // It waits for half a minute, so it runs beside the others.
  it.concurrent('ends by itself when the database does not respond', async () => {
    const silent = await silentServer();
    const environment = { DATABASE_URL: silent.url };

    const results = Promise.all(
      [['migrate'], CREATE, ['doctor']].map((words) => runCli(words, environment, INPUT)),
    );
    const failures = Promise.allSettled(
      ['keys rotate', 'audit verify', 'openapi'].map((name) => runCommand(name, [], environment)),
    );

    for (const { code, output } of await results)
      expect([code, output]).toEqual([1, expect.stringMatching(/database/)]);
    for (const { status, reason } of (await failures) as PromiseRejectedResult[])
      expect([status, String(reason)]).toEqual(['rejected', expect.stringMatching(/database/)]);
    silent.close();
  });

  it('ends at once on SIGTERM, with the exit code 143', async () => {
    const silent = await silentServer();
    const child = run(process.execPath, ['dist/cli.js', 'migrate'], { DATABASE_URL: silent.url });
    await once(silent.server, 'connection');

    expect(await millisecondsUntilEnd(child, 'SIGTERM')).toBeLessThan(1000);
    expect(child.exitCode).toBe(128 + 15);
    silent.close();
  });
});
