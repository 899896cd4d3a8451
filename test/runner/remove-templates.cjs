const { rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { createConnection } = require('mysql2/promise');

/**
 * Removes the databases that services under test were copied from, on all servers: jest calls this once for all projects.
 * See test/support/migrated-database.ts.
 */
module.exports = async () => {
  const template = `watchword_template_${process.env.TEST_RUN}`;
  rmSync(join(tmpdir(), template), { recursive: true, force: true });
  for (const uri of (process.env.TEST_DATABASE_URLS ?? '').split(',').filter(Boolean)) {
    // A server that is away was not asked for by this run.
    const connection = await createConnection({ uri }).catch(() => undefined);
    if (!connection) continue;
    await connection.query(`DROP DATABASE IF EXISTS ${template}`);
    await connection.end();
  }
};
