import { QueryTypes } from 'sequelize';
import { isSqlite } from '../dialect.js';
import type { Migration } from './migration.js';

const TABLES = ['sessions', 'user_roles'];
const CASCADES = `SELECT rc.CONSTRAINT_NAME AS name, kcu.COLUMN_NAME AS child, rc.REFERENCED_TABLE_NAME AS parentTable,
    kcu.REFERENCED_COLUMN_NAME AS parent
  FROM information_schema.REFERENTIAL_CONSTRAINTS rc JOIN information_schema.KEY_COLUMN_USAGE kcu
    USING (CONSTRAINT_SCHEMA, CONSTRAINT_NAME, TABLE_NAME)
  WHERE CONSTRAINT_SCHEMA = DATABASE() AND TABLE_NAME = ?
    AND 'CASCADE' IN (rc.DELETE_RULE, rc.UPDATE_RULE)`;

interface ForeignKey {
  readonly name: string;
  readonly child: string;
  readonly parent: string;
  readonly parentTable: string;
}

/**
 * Drops all cascades. Nothing relies on them, and Group Replication in multi-primary mode refuses all writes to a table
 * with one, because it cannot detect conflicts in the rows that cascades delete. SQLite keeps them, because it cannot
 * change foreign keys.
 */
export const dropCascades: Migration = {
  name: '013-drop-cascades',
  up: async ({ sequelize }) => {
    if (isSqlite(sequelize)) return;
    for (const table of TABLES) {
      const keys = await sequelize.query<ForeignKey>(CASCADES, {
        replacements: [table],
        type: QueryTypes.SELECT,
      });
      for (const { name, child, parentTable, parent } of keys) {
        await sequelize.query(
          `ALTER TABLE ${table} DROP FOREIGN KEY ${name},
            ADD CONSTRAINT ${table}_${child} FOREIGN KEY (${child}) REFERENCES ${parentTable} (${parent})`,
        );
      }
    }
  },
};
