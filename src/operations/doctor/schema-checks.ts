import type { Sequelize } from 'sequelize';
import { isSqlite } from '../../database/dialect.js';
import { schemaDifference } from '../../database/migrator.js';
import { noteOfFeed } from '../../revocations/stored-feed.js';
import { type Finding, ok, problem, warning } from './finding.js';
import { rows } from './server-facts.js';

/** Text columns whose collation treats different texts as equal. The owner of a name must be unambiguous. */
const LOOSE_COLUMNS = `SELECT CONCAT(TABLE_NAME, '.', COLUMN_NAME, ' (', COLLATION_NAME, ')') AS name
  FROM information_schema.COLUMNS
  WHERE TABLE_SCHEMA = DATABASE() AND COLLATION_NAME NOT LIKE 'utf8mb4%bin' ORDER BY 1 LIMIT 5`;

/** Tables with an engine without transactions. */
const OTHER_ENGINES = `SELECT CONCAT(TABLE_NAME, ' (', ENGINE, ')') AS name FROM information_schema.TABLES
  WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' AND ENGINE <> 'InnoDB' ORDER BY 1 LIMIT 5`;

/** Checks whether the tables match the migrations of this build. */
export async function schemaFindings(sequelize: Sequelize): Promise<Finding[]> {
  const difference = await schemaDifference(sequelize);
  return [
    migrations(difference),
    ...(difference.pending.length > 0 ? [] : [await revocationFeed(sequelize)]),
    ...(isSqlite(sequelize) ? [] : [await collations(sequelize), await engines(sequelize)]),
  ];
}

function migrations({ pending, unknown }: { pending: string[]; unknown: string[] }): Finding {
  const check = 'migrations';
  if (unknown.length > 0)
    return warning(
      check,
      `the database is newer than this build, by ${unknown.join(', ')}. Start the newer build.`,
    );
  if (pending.length > 0)
    return warning(
      check,
      `to be applied: ${pending.join(', ')}. The next start does it, and so does: cli migrate`,
    );
  return ok(check, 'all are applied');
}

/** Checks whether the database was set back or lost rows of the revocation feed. */
async function revocationFeed(sequelize: Sequelize): Promise<Finding> {
  const check = 'revocation feed';
  const note = await noteOfFeed(sequelize);
  return note === undefined ? ok(check, 'goes on from its beginning') : warning(check, note);
}

async function collations(sequelize: Sequelize): Promise<Finding> {
  const check = 'collations';
  const names = await namesOf(sequelize, LOOSE_COLUMNS);
  if (names === '') return ok(check, 'texts are compared byte by byte');
  return problem(
    check,
    `two names may count as one in ${names}. Convert them to utf8mb4_nopad_bin (MariaDB) or utf8mb4_0900_bin (MySQL).`,
  );
}

async function engines(sequelize: Sequelize): Promise<Finding> {
  const check = 'storage engine';
  const names = await namesOf(sequelize, OTHER_ENGINES);
  if (names === '') return ok(check, 'InnoDB');
  return problem(check, `no transactions in ${names}. Change it: ALTER TABLE ... ENGINE = InnoDB`);
}

async function namesOf(sequelize: Sequelize, sql: string): Promise<string> {
  const found = await rows<{ name: string }>(sequelize, sql);
  return found.map(({ name }) => name).join(', ');
}
