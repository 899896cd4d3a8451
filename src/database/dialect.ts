import type { Sequelize } from 'sequelize';

/** Whether the database is the embedded file. */
export function isSqlite(sequelize: Sequelize): boolean {
  return sequelize.getDialect() === 'sqlite';
}

/**
 * The collation in which only equal bytes are equal, trailing spaces included. MySQL and MariaDB name it differently,
 * and each lacks the other's.
 */
export async function exactCollation(sequelize: Sequelize): Promise<string | undefined> {
  if (isSqlite(sequelize)) return undefined;
  return /mariadb/i.test(await sequelize.databaseVersion()) ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin';
}
