import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { startServer } from './server.mjs';

const PRODUCT = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const SERVERS = new URL('../servers/', import.meta.url);

const NO_LIMITS = { LOGIN_LIMIT: 'off', REGISTER_LIMIT: 'off', REFRESH_LIMIT: 'off' };

/** The path of one of our own programs. */
export const scriptOf = (name) => fileURLToPath(new URL(`${name}.mjs`, SERVERS));

/** Where one scenario plays: what it starts here ends with it. */
export class Stage {
  #servers = [];

  /** @param {import('./database.mjs').Databases} databases @param {string} dir */
  constructor(databases, dir) {
    this.databases = databases;
    this.dir = dir;
  }

  /** Starts one of the programs in servers/. */
  start(name, { script = scriptOf(name), ...rest } = {}) {
    return this.#keep(startServer({ name, script, dir: this.dir, ...rest }));
  }

  /** Starts Watchword as shipped, without rate limits; on an empty database unless `env` names one. */
  async startWatchword({ env, ...rest } = {}) {
    const DATABASE_URL = env?.DATABASE_URL ?? (await this.databases.create('watchword'));
    const SECRET_KEY = env?.SECRET_KEY ?? randomBytes(32).toString('base64');
    return this.start('watchword', {
      script: PRODUCT,
      readyPath: '/health/ready',
      env: { ...NO_LIMITS, ...env, DATABASE_URL, SECRET_KEY },
      ...rest,
    });
  }

  /** Ends every server and drops every database. */
  async close() {
    await Promise.all(this.#servers.splice(0).map((server) => server.stop()));
    await this.databases.dropAll();
  }

  async #keep(starting) {
    const server = await starting;
    this.#servers.push(server);
    return server;
  }
}
