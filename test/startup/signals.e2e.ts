import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { freePort, runCli, ServiceProcess } from '../support/process.js';
import { TEST_ENVIRONMENT } from '../support/service.js';

const ROOT = join(__dirname, '..', '..');
const STOP_MS = 9500;
let database: FreshDatabase;
const running: ChildProcess[] = [];

beforeEach(async () => void (database = await freshDatabase()));
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

const answers = (port: number) =>
  fetch(`http://127.0.0.1:${port}/health/live`).then(
    () => true,
    () => false,
  );

/** Accepts connections and sends nothing, like a database on a machine that hangs. */
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
  it('to `npm start` alone ends the service', async () => {
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
    for (let round = 0; round < 60; round++)
      await Promise.all(Array.from({ length: 50 }, () => answers(port))); // more output than a pipe holds

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

  it('that is sent twice ends the service at once, unless npm or systemd has only passed it on', async () => {
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
  const COMMANDS = [
    ['migrate'],
    ['users', 'create', '--name', 'carol'],
    ['keys', 'rotate'],
    ['audit', 'verify'],
    ['openapi'],
  ];

  it('exits with 1 and a plain message when SECRET_KEY does not fit the database', async () => {
    await (await new ServiceProcess({ DATABASE_URL: database.url }).start()).stop();
    const SECRET_KEY = Buffer.from('another key, 32 bytes long, yes!').toString('base64');

    for (const words of [...COMMANDS.slice(1, 4), ['doctor']]) {
      const environment = { DATABASE_URL: database.url, SECRET_KEY };
      const { code, output } = await runCli(words, environment, 'wombats polish trumpets\n');
      expect([words, code, output]).toEqual([words, 1, expect.stringMatching(/SECRET_KEY does not open/)]);
    }
  });

  // It waits for half a minute, so it runs beside the others.
  it.concurrent('ends by itself when the database does not respond', async () => {
    const silent = await silentServer();
    const input = 'wombats polish trumpets\n';

    const results = await Promise.all(
      [...COMMANDS, ['doctor']].map((words) => runCli(words, { DATABASE_URL: silent.url }, input)),
    );

    for (const { code, output } of results)
      expect([code, output]).toEqual([1, expect.stringMatching(/database/)]);
    silent.close();
  });

  it('ends at once on SIGTERM, even as the first process of a container', async () => {
    const silent = await silentServer();
    const child = run(process.execPath, ['dist/cli.js', 'migrate'], { DATABASE_URL: silent.url });
    await once(silent.server, 'connection');

    expect(await millisecondsUntilEnd(child, 'SIGTERM')).toBeLessThan(1000);
    expect(child.exitCode).toBe(128 + 15);
    silent.close();
  });
});
