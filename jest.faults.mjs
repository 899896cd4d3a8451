import { existsSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { base } from './jest.config.mjs';

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** Here the database servers live: the first test that needs one starts it, the teardown removes them all. */
const directory = mkdtempSync(join(tmpdir(), 'watchword-faults-'));

const canStartMysql = process.getuid?.() === 0 && existsSync('/etc/debian_version');

async function on(engine, _index, ENGINES) {
  return {
    ...base,
    displayName: engine,
    roots: ['<rootDir>/test'],
    testRegex: '\\.faults\\.ts$',
    globalTeardown: '<rootDir>/test/support/faults/remove-database-servers.mjs',
    globals: {
      ENGINE: engine,
      ENGINES,
      TEST_DATABASE: `mysql://root@127.0.0.1:${await freePort()}/`,
      FAULTS_DIRECTORY: directory,
    },
  };
}

export default async () => {
  const engines = canStartMysql ? ['mariadb', 'mysql'] : ['mariadb'];
  if (!canStartMysql) process.stderr.write('MySQL is skipped: scripts/mysql needs root on Debian.\n');
  return { projects: await Promise.all(engines.map(on)), testTimeout: 600_000, maxWorkers: 1 };
};
