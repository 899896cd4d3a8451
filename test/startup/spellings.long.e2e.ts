import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { Sequelize } from 'sequelize-typescript';
import { sequelizeOptions } from '../../src/database/sequelize-options.js';
import { freshDatabase, onServers } from '../support/database.js';
import { ORDINARY_USER, runCli, ServiceProcess } from '../support/process.js';
import { useService } from '../support/service.js';

const METRICS_TOKEN = '0123456789abcdef0123';
const service = useService({
  METRICS_TOKEN,
  ISSUER: 'https://Auth.Example.com:443/',
  CORS_ORIGINS: 'https://App.Example.com:443/,Capacitor://localhost',
});

describe('a request', () => {
  it.each(['Bearer ', 'bearer ', 'BEARER   '])('with the scheme %j may read the metrics', async (scheme) => {
    const headers = { authorization: `${scheme}${METRICS_TOKEN}` };

    expect((await service.get('/metrics', { headers })).status).toBe(200);
  });

  it.each(['Basic ', 'basic ', 'BASIC   '])(
    'with the scheme %j is accepted from a service client',
    async (scheme) => {
      const admin = await service.admin();
      const { body: client } = await service.post('/clients', { name: 'kit', scopes: [] }, admin);
      const credentials = Buffer.from(`${client.id}:${client.secret}`).toString('base64');

      const headers = { authorization: `${scheme}${credentials}` };
      expect((await service.get('/revocations', { headers })).status).toBe(200);
    },
  );

  it.each(['https://app.example.com', 'capacitor://localhost'])(
    'from a page of %s is allowed',
    async (origin) => {
      const { headers } = await service.get('/', { headers: { origin } });

      expect(headers.get('access-control-allow-origin')).toBe(origin);
    },
  );

  it('gets a token with the normalized ISSUER', async () => {
    const { token } = await service.admin();
    const claims = JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString());

    expect(claims.iss).toBe('https://auth.example.com');
  });
});

describe('DATABASE_URL', () => {
  /** Creates a socket that forwards to the server, whose own socket may be on another machine or in a container. */
  async function socketTo({ hostname, port }: URL, path: string): Promise<Server> {
    const relay = createServer((socket) => {
      const there = connect(Number(port || 3306), hostname);
      pipeline(socket, there, socket, () => undefined);
    });
    await once(relay.listen(path), 'listening');
    return relay;
  }

  onServers().each(['mysql', 'mariadb'])(
    'accepts a socket instead of a host, with the scheme %s:',
    async (scheme) => {
      const folder = mkdtempSync(join(tmpdir(), 'watchword-socket-'));
      const server = new URL(service.databaseUrl);
      const { username, password, pathname } = server;
      const path = join(folder, 'server.sock');
      const relay = await socketTo(server, path);
      const url = `${scheme}://${username}:${password}@nowhere.invalid${pathname}?socketPath=${path}`;

      const sequelize = new Sequelize(sequelizeOptions(url));
      const [answers] = await sequelize.query('SELECT DATABASE() AS name');
      await sequelize.close();
      relay.close();
      rmSync(folder, { recursive: true });

      expect(answers).toEqual([{ name: pathname.slice(1) }]);
    },
  );
});

describe('an unreadable .env', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'watchword-env-'));
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, '.env'), 'PORT=1\n', { mode: 0o000 });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('stops the start, migrate and doctor with the name of the file and the reason', async () => {
    const database = await freshDatabase();
    const DATABASE_URL = database.url;
    const started = new ServiceProcess({ DATABASE_URL }, folder, undefined, ORDINARY_USER).start();
    const fault = /\.env cannot be read: this user has no permission/;

    await expect(started).rejects.toThrow(fault);
    for (const word of ['migrate', 'doctor'])
      expect(await runCli([word], { DATABASE_URL }, '', folder, ORDINARY_USER)).toEqual({
        code: 1,
        output: expect.stringMatching(fault),
      });
    await database.drop();
  });
});
