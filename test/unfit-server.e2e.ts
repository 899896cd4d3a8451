import { connect, createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { findingsIn } from './support/diagnosis.js';
import { isSqlite } from './support/database.js';
import { hasGalera, hasMariaDb, TestMariaDb } from './support/mariadb.js';
import { freePort, ServiceProcess } from './support/process.js';
import { eventually } from './support/verifier-kit.js';

const PRODUCTION = {
  NODE_ENV: 'production',
  SECRET_KEY: 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=',
};
const LOSES_WRITES = ['--innodb-flush-log-at-trx-commit=0', '--log-bin', '--sync-binlog=0'];

/** The server is the test's own, so one run is enough, whatever the others run on. */
const describeWith = (isThere: boolean) => (isSqlite() && isThere ? describe : describe.skip);

const start = (environment: Record<string, string>) => new ServiceProcess(environment).start();

describeWith(hasMariaDb())('a server that loses what it acknowledged', () => {
  let server: TestMariaDb;
  const environment = (extra = {}) => ({ DATABASE_URL: server.url, ...extra });
  beforeAll(async () => {
    server = new TestMariaDb();
    await server.start(...LOSES_WRITES, '--max-connections=12', '--character-set-server=latin1');
  });
  afterAll(() => server.stop());

  it('keeps the service from starting in production, in plain words, with exit code 1', async () => {
    const service = new ServiceProcess(environment(PRODUCTION));

    await expect(service.start()).rejects.toThrow(
      /cannot start\. innodb_flush_log_at_trx_commit: is 0, so a crash loses .* Set it to 1/,
    );
    expect(await service.stop()).toBe(1);
  });

  it('elsewhere is a line of the log for each setting, and the service works', async () => {
    const service = await start(environment());
    await eventually(async () => service.output.includes('"privileges"'), true, 10_000);
    await service.stop();

    for (const check of ['innodb_flush_log_at_trx_commit', 'sync_binlog', 'max_connections'])
      expect(service.output).toMatch(
        new RegExp(`"level":40,[^\n]*"context":"doctor",[^\n]*"check":"${check}"`),
      );
  });

  it('is a problem to the doctor in production, and a warning elsewhere', async () => {
    const check = 'innodb_flush_log_at_trx_commit';

    expect((await findingsIn(environment(PRODUCTION)))[check]?.level).toBe('problem');
    expect((await findingsIn(environment()))[check]?.level).toBe('warning');
  });

  it.each([
    ['read_only', 'writable'],
    ['foreign_key_checks', 'foreign keys'],
  ])('with another %s than it needs is a problem', async (variable, check) => {
    const [wrong, right] = variable === 'read_only' ? ['ON', 'OFF'] : ['OFF', 'ON'];
    await server.execute(`SET GLOBAL ${variable} = ${wrong}`);

    const finding = (await findingsIn(environment()))[check];

    await server.execute(`SET GLOBAL ${variable} = ${right}`);
    expect(finding?.level).toBe('problem');
  });

  it('behind a proxy that keeps sessions from being strict is refused everywhere', async () => {
    const proxy = await lenientProxy(new URL(server.url));
    const url = new URL(server.url);
    url.host = `127.0.0.1:${(proxy.address() as { port: number }).port}`;

    await expect(start(environment({ DATABASE_URL: url.href }))).rejects.toThrow(
      /cannot start\. strict SQL mode: is off although/,
    );
    proxy.close();
  });
});

/** Takes what our sessions ask for out of their words, as some proxies do. */
async function lenientProxy({ port }: URL): Promise<Server> {
  const lenient = (chunk: Buffer) =>
    Buffer.from(
      chunk
        .toString('latin1')
        .replace(/(sql_mode = )'([^']+)'/, (_, head, modes) => `${head}''${' '.repeat(modes.length)}`),
      'latin1',
    );
  const proxy = createServer((client) => {
    const target = connect(Number(port), '127.0.0.1');
    client.on('data', (chunk) => target.write(lenient(chunk))).on('close', () => target.destroy());
    target.on('data', (chunk) => client.write(chunk)).on('close', () => client.destroy());
    for (const socket of [client, target]) socket.on('error', () => undefined);
  });
  proxy.listen(await freePort(), '127.0.0.1');
  await once(proxy, 'listening');
  return proxy;
}

describeWith(hasGalera())('a Galera cluster of one node', () => {
  let node: TestMariaDb;
  beforeAll(async () => {
    node = new TestMariaDb();
    await node.startCluster();
  });
  afterAll(() => node.stop());

  it('is ready, but too small, and its reads may be old', async () => {
    const findings = await findingsIn({ DATABASE_URL: node.url });

    expect(findings['Galera node']?.level).toBe('ok');
    expect(findings['Galera cluster size']?.level).toBe('warning');
    expect(findings.wsrep_sync_wait?.level).toBe('warning');
  });
});
