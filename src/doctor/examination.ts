import { existsSync } from 'node:fs';
import type { Sequelize } from 'sequelize';
import { Sequelize as Connection } from 'sequelize-typescript';
import type { Config } from '../config/config.js';
import { isSqlite } from '../database/dialect.js';
import { sequelizeOptions, sqliteFile } from '../database/sequelize-options.js';
import { opensStoredKeys } from '../keys/stored-keys.js';
import { configurationFindings } from './configuration-checks.js';
import { type Finding, ok, problem } from './finding.js';
import { redisFindings } from './redis-check.js';
import { schemaFindings } from './schema-checks.js';
import { serverFindings } from './server-checks.js';
import { readServer } from './server-facts.js';
import { sessionFindings } from './session-checks.js';
import { sqliteFileFindings, sqliteFindings } from './sqlite-checks.js';

/** Checks everything on a connection of its own. Nothing is changed, and nothing is made. */
export async function diagnose(config: Config): Promise<Finding[]> {
  let opened: Sequelize | undefined;
  const findings = await examine(
    config,
    () => (opened = new Connection(sequelizeOptions(config.DATABASE_URL))),
  );
  await opened?.close();
  return findings;
}

/** Checks everything there is to check, on a connection that is made when it is needed. */
export async function examine(config: Config, connect: () => Sequelize): Promise<Finding[]> {
  return [
    ...configurationFindings(config),
    ...(await redisFindings(config)),
    ...fileFindings(config),
    ...(isNewFile(config)
      ? [ok('database', 'will be made at the first start')]
      : await examineDatabase(config, connect())),
  ];
}

/** What can be said of the database before it is opened. */
export function fileFindings(config: Config): Finding[] {
  return isFile(config) ? sqliteFileFindings(config) : [];
}

/** What holds for a server whoever asks. An SQLite file has none. */
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
    await secretKey(config, sequelize),
  ];
}

async function secretKey(config: Config, sequelize: Sequelize): Promise<Finding> {
  const check = 'stored keys';
  if (await opensStoredKeys(config, sequelize)) return ok(check, 'SECRET_KEY opens them');
  return problem(
    check,
    'SECRET_KEY does not open them. Start with the key that this database was set up with.',
  );
}

function isFile({ DATABASE_URL }: Config): boolean {
  return DATABASE_URL.startsWith('sqlite:');
}

function isNewFile(config: Config): boolean {
  return isFile(config) && !existsSync(sqliteFile(config.DATABASE_URL));
}
