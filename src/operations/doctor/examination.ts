import { existsSync } from 'node:fs';
import type { Sequelize } from 'sequelize';
import { Sequelize as Connection } from 'sequelize-typescript';
import type { Config } from '../../config/config.js';
import { isSqlite } from '../../database/dialect.js';
import { sequelizeOptions, sqliteFile } from '../../database/sequelize-options.js';
import { breachFindings } from './breach-checks.js';
import { configurationFindings } from './configuration-checks.js';
import { type Finding, ok, problem } from './finding.js';
import { mailFindings } from './mail-checks.js';
import { passwordFindings } from './password-checks.js';
import { redisFindings } from './redis-check.js';
import { schemaFindings } from './schema-checks.js';
import { secretKeyFindings } from './secret-key-checks.js';
import { serverFindings } from './server-checks.js';
import { readServer } from './server-facts.js';
import { sessionFindings } from './session-checks.js';
import { sqliteFileFindings, sqliteFindings } from './sqlite-checks.js';
import { verifiedEmailFindings } from './verified-email-checks.js';

/** Runs all checks on its own connection. It changes and creates nothing. */
export async function diagnose(config: Config): Promise<Finding[]> {
  let opened: Sequelize | undefined;
  const findings = await examine(
    config,
    () => (opened = new Connection(sequelizeOptions(config.DATABASE_URL))),
  );
  await opened?.close();
  return findings;
}

/** Runs all checks. `connect` is called only when a connection is needed. */
export async function examine(config: Config, connect: () => Sequelize): Promise<Finding[]> {
  return [
    ...configurationFindings(config),
    ...(await redisFindings(config)),
    ...(await breachFindings(config)),
    ...(await mailFindings(config)),
    ...fileFindings(config),
    ...(isNewFile(config)
      ? [ok('database', 'will be made at the first start')]
      : await examineDatabase(config, connect())),
  ];
}

/** Checks the database file before it is opened. */
export function fileFindings(config: Config): Finding[] {
  return isFile(config) ? sqliteFileFindings(config) : [];
}

/** Checks the database server itself. Returns no findings for SQLite. */
export async function serverFindingsOf(config: Config, sequelize: Sequelize): Promise<Finding[]> {
  return isSqlite(sequelize) ? [] : serverFindings(await readServer(sequelize), config);
}

async function examineDatabase(config: Config, sequelize: Sequelize): Promise<Finding[]> {
  try {
    await sequelize.authenticate();
  } catch (error) {
    return [problem('database', `does not answer (${(error as Error).message}). Check DATABASE_URL.`)];
  }
  return [
    ok('database', 'answers'),
    ...(await serverFindingsOf(config, sequelize)),
    ...(isSqlite(sequelize) ? await sqliteFindings(sequelize) : await sessionFindings(sequelize)),
    ...(await schemaFindings(sequelize)),
    ...(await secretKeyFindings(config, sequelize)),
    ...(await passwordFindings(sequelize)),
    ...(await verifiedEmailFindings(config, sequelize)),
  ];
}

function isFile({ DATABASE_URL }: Config): boolean {
  return DATABASE_URL.startsWith('sqlite:');
}

function isNewFile(config: Config): boolean {
  return isFile(config) && !existsSync(sqliteFile(config.DATABASE_URL));
}
