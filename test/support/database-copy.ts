import { Sequelize } from 'sequelize-typescript';
import { sequelizeOptions } from '../../src/database/sequelize-options.js';

/** Tables changed by a logout or a refresh; referenced tables come first. */
const TABLES = ['sessions', 'revocations', 'revocation_head'];

/**
 * A copy of tables of a database, stored beside them. It is restored in one commit, like a restore under a running
 * service.
 */
export class DatabaseCopy {
  private constructor(private readonly databaseUrl: string) {}

  /** Copies the tables. */
  static async of(databaseUrl: string): Promise<DatabaseCopy> {
    const statements = TABLES.flatMap((table) => [
      `DROP TABLE IF EXISTS copy_of_${table}`,
      `CREATE TABLE copy_of_${table} AS SELECT * FROM ${table}`,
    ]);
    await executeIn(databaseUrl, statements);
    return new DatabaseCopy(databaseUrl);
  }

  /** Sets the database back to the copy. */
  async restore(): Promise<void> {
    const statements = TABLES.flatMap((table) => [
      `DELETE FROM ${table}`,
      `INSERT INTO ${table} SELECT * FROM copy_of_${table}`,
    ]);
    await executeIn(this.databaseUrl, ['BEGIN', ...statements, 'COMMIT']);
  }
}

/** Runs statements directly, over one connection. On SQLite they wait for the current writer. */
export async function executeIn(databaseUrl: string, statements: readonly string[]): Promise<void> {
  const options = sequelizeOptions(databaseUrl);
  const sequelize = new Sequelize({ ...options, pool: { ...options.pool, max: 1, min: 1 } });
  if (databaseUrl.startsWith('sqlite:')) await sequelize.query('PRAGMA busy_timeout = 5000');
  for (const statement of statements) await sequelize.query(statement);
  await sequelize.close();
}
