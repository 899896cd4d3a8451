import { loadConfig } from '../../config/load-config.js';
import { clusterFindings } from './cluster-checks.js';
import { configurationFindings } from './configuration-checks.js';
import { nodeVersion } from './node-checks.js';
import { serverFindings } from './server-checks.js';
import type { ServerFacts } from './server-facts.js';
import { fileSystem } from './sqlite-checks.js';

const RANDOM = 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=';
const PRODUCTION = { NODE_ENV: 'production', SECRET_KEY: RANDOM, ISSUER: 'https://auth.example.com' };

const configured = (environment: Record<string, string>) =>
  Object.fromEntries(
    configurationFindings(loadConfig({ ...PRODUCTION, ...environment })).map(({ check, level }) => [
      check,
      level,
    ]),
  );

const GOOD: ServerFacts = {
  version: '11.8.2-MariaDB-log',
  isMariaDb: true,
  settings: new Map([
    ['innodb_flush_log_at_trx_commit', '1'],
    ['max_connections', '151'],
  ]),
  grants: [
    'GRANT USAGE ON *.* TO `watchword`@`%`',
    'GRANT ALL PRIVILEGES ON `watchword`.* TO `watchword`@`%`',
  ],
  memberState: undefined,
  skewSeconds: 0.1,
};

const served = (facts: Partial<ServerFacts>, environment: Record<string, string> = {}) => {
  const DATABASE_URL = 'mysql://watchword@127.0.0.1/watchword';
  const config = loadConfig({ ...PRODUCTION, DATABASE_URL, ...environment });
  return Object.fromEntries(
    serverFindings({ ...GOOD, ...facts }, config).map((finding) => [finding.check, finding]),
  );
};

describe('configurationFindings', () => {
  it.each([
    [{ TRUST_PROXY: '' }, 'TRUST_PROXY', 'warning'],
    [{ TRUST_PROXY: '10.0.0.0/8' }, 'TRUST_PROXY', 'ok'],
    [{ TRUST_PROXY: '10.0.0.1' }, 'TRUST_PROXY', 'ok'],
    [{ TRUST_PROXY: '10.0.0.1,0.0.0.0/0' }, 'TRUST_PROXY', 'problem'],
    [{ TRUST_PROXY: '::/0' }, 'TRUST_PROXY', 'problem'],
    [{ TRUST_PROXY: '0.0.0.0/1,128.0.0.0/1' }, 'TRUST_PROXY', 'problem'],
    [{ ISSUER: 'http://auth.example.com' }, 'ISSUER', 'warning'],
    [{ ISSUER: 'http://auth.example.com', NODE_ENV: 'test' }, 'ISSUER', 'ok'],
    [{ ADMIN_NAME: 'root', ADMIN_PASSWORD: 'pebbles juggle otters' }, 'ADMIN_PASSWORD', 'warning'],
    [
      { SECRET_KEY: Buffer.from('a sentence of more than 32 bytes').toString('base64') },
      'SECRET_KEY',
      'warning',
    ],
    [{ SECRET_KEY: RANDOM }, 'SECRET_KEY', 'ok'],
    [{ HASH_LANES: '2' }, 'hashing threads', 'ok'],
    [{ HASH_LANES: '3' }, 'hashing threads', 'warning'],
    [{ HASH_LANES: '7', UV_THREADPOOL_SIZE: '9' }, 'hashing threads', 'ok'],
    [{ HASH_LANES: '1', UV_THREADPOOL_SIZE: 'many' }, 'hashing threads', 'warning'],
  ])('rates %j under %s as: %s', (environment, check, level) => {
    expect(configured(environment)[check]).toBe(level);
  });

  it.each([
    ['20.20.2', 'warning'],
    ['24.11.0', 'ok'],
    ['25.1.0', 'warning'],
    ['99.0.0', 'ok'],
  ])('rates Node.js %s at the end of 2026 as: %s', (version, level) => {
    expect(nodeVersion(version, new Date('2026-11-25')).level).toBe(level);
  });
});

describe('serverFindings', () => {
  it.each([
    ['5.7.44-log', false, true],
    ['8.0.36', false, undefined],
    ['9.7.0', false, undefined],
    ['10.5.29-MariaDB', true, true],
    ['10.6.0-MariaDB', true, undefined],
    ['12.1.2-MariaDB', true, undefined],
  ])('decides by the version whether to start on %s', (version, isMariaDb, refusesStart) => {
    expect(served({ version, isMariaDb })['database version']?.refusesStart).toBe(refusesStart);
  });

  it.each([
    [{ skewSeconds: -2.5 }, 'clock', 'warning'],
    [{ skewSeconds: 1.9 }, 'clock', 'ok'],
    [{ grants: ['GRANT SELECT, FILE, SUPER ON *.* TO `root`@`%`'] }, 'privileges', 'warning'],
    [{ grants: ['GRANT ALL PRIVILEGES ON *.* TO `root`@`%` WITH GRANT OPTION'] }, 'privileges', 'warning'],
    [{}, 'privileges', 'ok'],
    [{}, 'max_connections', 'ok'],
    [{}, 'TLS to the database', 'ok'],
  ])('rates %j under %s as: %s', (facts, check, level) => {
    expect(served(facts)[check]?.level).toBe(level);
  });

  it('warns when the connection to another machine has no TLS', () => {
    const level = (DATABASE_URL: string) => served({}, { DATABASE_URL })['TLS to the database']?.level;

    expect(level('mysql://watchword@db.example.com/watchword')).toBe('warning');
    expect(level('mysql://watchword@db.example.com/watchword?ssl=true')).toBe('ok');
    expect(level('mysql://db/watchword?socketPath=/run/mysqld/mysqld.sock')).toBe('ok');
    expect(level('mysql://watchword@[::1]/watchword')).toBe('ok');
  });
});

describe('clusterFindings', () => {
  const galera = (settings: Record<string, string>) => {
    const healthy = {
      wsrep_on: 'ON',
      wsrep_ready: 'ON',
      wsrep_cluster_status: 'Primary',
      wsrep_cluster_size: '3',
    };
    const all = new Map(Object.entries({ ...healthy, wsrep_sync_wait: '1', ...settings }));
    return clusterFindings({ ...GOOD, settings: all }).map(({ level }) => level);
  };
  const member = (memberState: string, consistency: string) =>
    clusterFindings({
      ...GOOD,
      memberState,
      settings: new Map([['group_replication_consistency', consistency]]),
    }).map(({ level }) => level);

  it('returns nothing for a single server', () => expect(clusterFindings(GOOD)).toEqual([]));

  it('requires a Galera node that is ready, one of three, and set to wait for other nodes before it reads', () => {
    expect(galera({})).toEqual(['ok', 'ok', 'ok']);
    expect(galera({ wsrep_ready: 'OFF' })).toEqual(['problem', 'ok', 'ok']);
    expect(galera({ wsrep_cluster_status: 'non-Primary' })).toEqual(['problem', 'ok', 'ok']);
    expect(galera({ wsrep_cluster_size: '2' })).toEqual(['ok', 'warning', 'ok']);
    expect(galera({ wsrep_sync_wait: '6' })).toEqual(['ok', 'ok', 'warning']);
  });

  it('requires a member of Group Replication that is online and reads what the others have committed', () => {
    expect(member('ONLINE', 'BEFORE_ON_PRIMARY_FAILOVER')).toEqual(['ok', 'warning']);
    expect(member('ONLINE', 'BEFORE_AND_AFTER')).toEqual(['ok', 'ok']);
    expect(member('RECOVERING', 'EVENTUAL')).toEqual(['problem', 'warning']);
  });
});

describe('the file system of an SQLite file', () => {
  it.each([
    ['ext4', 0xef53, undefined, undefined],
    ['NFS', 0x6969, true, true],
    ['CIFS', 0xff534d42, true, true],
    ['FUSE', 0x65735546, true, undefined],
    ['tmpfs', 0x01021994, true, undefined],
  ])('%s is refused in production: %#', (_, type, inProduction, elsewhere) => {
    expect(fileSystem(type, true).refusesStart).toBe(inProduction);
    expect(fileSystem(type, false).refusesStart).toBe(elsewhere);
  });
});
