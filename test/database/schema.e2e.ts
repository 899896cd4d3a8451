import type { Model, ModelStatic } from 'sequelize';
import { isSqlite, onServers } from '../support/database.js';
import { useService } from '../support/service.js';

const service = useService();

interface Described {
  allowNull: boolean;
  primaryKey: boolean;
  type: string;
}

interface Index {
  unique: boolean;
  fields: { attribute: string }[];
}

const describeModel = (model: ModelStatic<Model>) =>
  Object.fromEntries(
    Object.values(model.getAttributes()).map(({ field, allowNull, primaryKey, type }) => [
      field,
      {
        allowNull: !primaryKey && allowNull !== false,
        primaryKey: Boolean(primaryKey),
        type: typeOf(String(type)),
      },
    ]),
  );

/** Normalizes a type: SQLite and MySQL spell it differently, and MariaDB adds a width. */
function typeOf(type: string): string {
  const name = type
    .toUpperCase()
    .replace(/^TINYINT\(1\)/, 'BOOLEAN')
    .replace(/^(INTEGER|INT|BIGINT)\b.*/, '$1')
    .replace(isSqlite() ? /^(INTEGER|BIGINT)/ : /^INTEGER/, 'INT');
  return name
    .replace(/ (NOT NULL|BINARY|UNSIGNED).*/, '')
    .replace('CHAR(36) BINARY', 'CHAR(36)')
    .replace(/^DATETIME\b/, 'DATETIME');
}

describe('the migrated schema', () => {
  it('has the columns of every model, with the same types and nulls', async () => {
    const queryInterface = service.sequelize.getQueryInterface();
    for (const model of Object.values(service.sequelize.models)) {
      const table = (await queryInterface.describeTable(model.getTableName())) as Record<string, Described>;
      const columns = Object.entries(table).map(([name, { allowNull, primaryKey, type }]) => [
        name,
        { allowNull: !primaryKey && allowNull, primaryKey, type: typeOf(type) },
      ]);
      expect({ [model.name]: Object.fromEntries(columns) }).toEqual({ [model.name]: describeModel(model) });
    }
  });

  it('has a unique index on each unique column of a model', async () => {
    const queryInterface = service.sequelize.getQueryInterface();
    for (const model of Object.values(service.sequelize.models)) {
      const named = Object.values(model.getAttributes()).flatMap(({ unique, field }) =>
        unique ? [field] : [],
      );
      const indexes = (await queryInterface.showIndex(model.getTableName())) as Index[];
      const unique = indexes
        .filter((index) => index.unique)
        .map(({ fields }) => fields.map(({ attribute }) => attribute).join());
      expect(unique).toEqual(expect.arrayContaining(named));
    }
  });

  it('has a primary key on every table', async () => {
    const queryInterface = service.sequelize.getQueryInterface();
    for (const table of await queryInterface.showAllTables()) {
      const columns = Object.values(await queryInterface.describeTable(table));
      expect({ [table]: columns.some(({ primaryKey }) => primaryKey) }).toEqual({
        [table]: true,
      });
    }
  });

  onServers()('has no cascades, which Group Replication refuses in multi-primary mode', async () => {
    const cascades = await service.rows(
      `SELECT TABLE_NAME, CONSTRAINT_NAME FROM information_schema.REFERENTIAL_CONSTRAINTS
        WHERE CONSTRAINT_SCHEMA = DATABASE() AND 'CASCADE' IN (DELETE_RULE, UPDATE_RULE)`,
    );

    expect(cascades).toEqual([]);
  });

  onServers()('compares all texts by bytes, whatever the server’s default is', async () => {
    const rows = await service.rows<{ collation: string }>(
      `SELECT DISTINCT collation_name AS collation FROM information_schema.columns
       WHERE table_schema = DATABASE() AND collation_name IS NOT NULL`,
    );
    expect(rows).toEqual([{ collation: expect.stringMatching(/^utf8mb4_(nopad|0900)_bin$/) }]);
  });

  it('uses the write-ahead log of SQLite', async () => {
    if (!isSqlite()) return;
    expect(await service.rows('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(await service.rows('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }]);
  });
});
