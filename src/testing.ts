// The entry of the service inside somebody's tests: packages/testing bundles it, and forks a process with it. `dist/`
// does not contain it, so no setting of a service in production can move its clock or read its mails.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Clock } from './common/clock.js';
import { Log } from './common/logging.js';
import type { Config } from './config/config.js';
import { loadConfig } from './config/load-config.js';
import { knownVariables } from './config/variable.decorators.js';
import { migrate } from './database/migrator.js';
import { MailTransport } from './mail/mail-transport.js';
import { createApp } from './startup/app.js';

type Settings = Readonly<Record<string, string>>;

/** What the parent process sends: the settings to start with, and afterwards seconds to move the clock by. */
type Order = { readonly start: Settings } | { readonly travel: number };

/** An empty database of this release, which the build leaves beside the bundle: it is copied in less time than it is made. */
const MIGRATED = join(import.meta.dirname, 'empty.sqlite');

/** What only this file can decide. */
const OWN = ['DATABASE_URL', 'HOST', 'NODE_ENV', 'REDIS_URL', 'SMTP_URL'];

let ahead = 0;

const tell = (message: object): void => void process.send?.(message);

/** Accepts no setting that would do nothing. */
function assertKnown(settings: Settings): void {
  const known = new Set(knownVariables().map(({ name }) => name));
  for (const name of Object.keys(settings)) {
    if (!known.has(name)) throw new Error(`${name} is not a setting of the service.`);
    if (OWN.includes(name)) throw new Error(`${name} cannot be set here: startWatchword decides it.`);
  }
}

/** Takes a port, and keeps it until the service is about to listen: other services may start at the same time. */
async function holdPort(wanted: string): Promise<{ port: number; release: () => Promise<unknown> }> {
  const server = createServer().listen(Number(wanted), '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, release: () => once(server.close(), 'close') };
}

async function start(settings: Settings): Promise<void> {
  assertKnown(settings);
  const folder = mkdtempSync(join(tmpdir(), 'watchword-testing-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { port, release } = await holdPort(settings.PORT ?? '0');
  const file = join(folder, 'watchword.sqlite');
  copyFileSync(MIGRATED, file);
  const config = loadConfig({
    ...settings,
    NODE_ENV: 'test',
    PORT: String(port),
    DATABASE_URL: `sqlite:${file}`,
  });
  await serve(config, release);
  tell({ ready: `http://localhost:${port}`, audience: config.AUDIENCE });
}

async function serve(config: Config, freePort: () => Promise<unknown>): Promise<void> {
  await migrate(config.DATABASE_URL);
  const app = await createApp(
    config,
    new Log(config.LOG_LEVEL, { write: (line) => process.stderr.write(line) }),
  );
  app.get(Clock).now = () => new Date(Date.now() + ahead);
  app.get(MailTransport).send = ({ to, subject, text, html }) =>
    Promise.resolve(tell({ mail: { to, subject, text, html } }));
  await app.init();
  await freePort();
  await app.listen(config.PORT, '127.0.0.1');
}

function obey(order: Order): void {
  if ('start' in order) {
    start(order.start).catch((error: Error) => tell({ failed: error.message }));
    return;
  }
  ahead += 1000 * order.travel;
  tell({ travelled: ahead });
}

process.umask(0o077);
// Ctrl-C reaches every process of the terminal. The tests decide what it means, and the channel ends with them.
process.on('SIGINT', () => undefined);
process.once('SIGTERM', () => process.exit());
process.once('disconnect', () => process.exit());
process.on('message', obey);
