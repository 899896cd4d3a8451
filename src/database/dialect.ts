import type { Sequelize } from 'sequelize';

/** Returns whether the database is SQLite. */
export function isSqlite(sequelize: Sequelize): boolean {
  return sequelize.getDialect() === 'sqlite';
}

/**
 * Returns the collation in which only equal bytes are equal, including trailing spaces. MySQL and MariaDB have
 * different names for it.
 */
export async function exactCollation(sequelize: Sequelize): Promise<string | undefined> {
  if (isSqlite(sequelize)) return undefined;
  return /mariadb/i.test(await sequelize.databaseVersion()) ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin';
}

/**
 * Returns SQL for the current time in milliseconds since 1970 by the clock of the database, because the clocks of
 * processes differ.
 */
export function databaseNow(sequelize: Sequelize): string {
  return isSqlite(sequelize)
    ? "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
    : 'CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)';
}
