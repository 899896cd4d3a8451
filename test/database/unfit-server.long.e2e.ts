import { connect, createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { findingsIn } from '../support/diagnosis.js';
import { isSqlite } from '../support/database.js';
import { TestMariaDb } from '../support/mariadb.js';
import { PASSWORD } from '../support/people.js';
import { freePort, ServiceProcess } from '../support/process.js';
import { describeWith, type Program } from '../support/programs.js';
import { eventually } from '../support/verifier-kit.js';

const PRODUCTION = {
  NODE_ENV: 'production',
  SECRET_KEY: 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=',
};
const LOSES_WRITES = ['--innodb-flush-log-at-trx-commit=0', '--log-bin', '--sync-binlog=0'];

/** The test starts its own server, so it runs only once, not for each database. */
const describeOnceWith = (program: Program) => (isSqlite() ? describeWith(program) : describe.skip);

const start = (environment: Record<string, string>) => new ServiceProcess(environment).start();

describeOnceWith('mariadbd')('a server that can lose acknowledged commits', () => {
  let server: TestMariaDb;
  const environment = (extra = {}) => ({ DATABASE_URL: server.url, ...extra });
  beforeAll(async () => {
    server = new TestMariaDb();
    await server.start(...LOSES_WRITES, '--max-connections=12', '--character-set-server=latin1');
  });
  afterAll(() => server.stop());

  it('prevents the start in production, with a plain message and exit code 1', async () => {
    const service = new ServiceProcess(environment(PRODUCTION));

    await expect(service.start()).rejects.toThrow(
      /cannot start\. innodb_flush_log_at_trx_commit: is 0, so a crash loses .* Set it to 1/,
    );
    expect(await service.stop()).toBe(1);
  });

  it('is a problem for the doctor in production, and a warning elsewhere', async () => {
    const check = 'innodb_flush_log_at_trx_commit';

    expect((await findingsIn(environment(PRODUCTION)))[check]?.level).toBe('problem');
    expect((await findingsIn(environment()))[check]?.level).toBe('warning');
  });

  it('is a problem for the doctor while it is read-only', async () => {
    await server.execute('SET GLOBAL read_only = ON');

    const finding = (await findingsIn(environment())).writable;

    await server.execute('SET GLOBAL read_only = OFF');
    expect(finding?.level).toBe('problem');
  });

  it('has its unsuitable settings overridden, and the doctor names them', async () => {
    await server.execute('SET GLOBAL foreign_key_checks = OFF');
    await server.execute("SET GLOBAL init_connect = 'SET autocommit = 0'");

    const findings = await findingsIn(environment());

    await server.execute("SET GLOBAL init_connect = ''");
    await server.execute('SET GLOBAL foreign_key_checks = ON');
    expect(findings['foreign keys']?.level).toBe('ok');
    expect(findings['server settings']?.text).toMatch(
      /overrides .*foreign_key_checks=OFF.*init_connect does \(SET autocommit = 0\)/,
    );
  });

  it('prevents the start outside of production, too, when it would refuse all writes because of its binary log', async () => {
    await server.execute("SET GLOBAL binlog_format = 'STATEMENT'");

    const service = new ServiceProcess(environment());

    await expect(service.start()).rejects.toThrow(/cannot start\. binlog_format: is STATEMENT/);
    await server.execute("SET GLOBAL binlog_format = 'MIXED'");
    expect(await service.stop()).toBe(1);
  });

  describe('outside of production, with the strictest settings for row size and safe updates,', () => {
    let service: ServiceProcess;
    beforeAll(async () => {
      await server.execute("SET GLOBAL innodb_default_row_format = 'compact'");
      await server.execute('SET GLOBAL sql_safe_updates = ON');
      service = await start(environment());
    });
    afterAll(async () => {
      await service?.stop('SIGKILL');
      await server.execute('SET GLOBAL sql_safe_updates = OFF');
    });

    const register = (name: string) => service.post('/register', { name, password: PASSWORD });

    it('works at the first start', async () => {
      expect((await register('compact')).status).toBe(201);
    });

    it('causes only a log line for each setting', async () => {
      await eventually(async () => service.output.includes('"privileges"'), true, 10_000);

      for (const check of ['innodb_flush_log_at_trx_commit', 'sync_binlog', 'max_connections'])
        expect(service.output).toMatch(
          new RegExp(`"level":40,[^\n]*"context":"doctor",[^\n]*"check":"${check}"`),
        );
    });

    it('gets text statements when it has no prepared statements left', async () => {
      await server.execute('SET GLOBAL max_prepared_stmt_count = 0');

      const asText = await register('as-text');
      await server.execute('SET GLOBAL max_prepared_stmt_count = 16382');

      expect(asText.status).toBe(201);
    });
  });

  it('prevents the start outside of production, too, behind a proxy that removes strict mode', async () => {
    const proxy = await lenientProxy(new URL(server.url));
    const url = new URL(server.url);
    url.host = `127.0.0.1:${(proxy.address() as { port: number }).port}`;

    await expect(start(environment({ DATABASE_URL: url.href }))).rejects.toThrow(
      /cannot start\. strict SQL mode: is off although/,
    );
    proxy.close();
  });
});

/** Starts a proxy that removes the settings from our statements, like some proxies. */
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

describeOnceWith('galera')('a Galera cluster of one node', () => {
  let node: TestMariaDb;
  beforeAll(async () => {
    node = new TestMariaDb();
    await node.startCluster();
  });
  afterAll(() => node.stop());

  it('is reported as ready, with warnings that it is too small and that its reads may be old', async () => {
    const findings = await findingsIn({ DATABASE_URL: node.url });

    expect(findings['Galera node']?.level).toBe('ok');
    expect(findings['Galera cluster size']?.level).toBe('warning');
    expect(findings.wsrep_sync_wait?.level).toBe('warning');
  });
});
