import {
  DataTypes,
  type ModelAttributeColumnOptions,
  type ModelAttributes,
  type QueryInterface,
} from 'sequelize';
import { exactCollation } from '../dialect.js';

/** A change of the schema. A crash may interrupt it, and it must be able to run again. */
export interface Migration {
  readonly name: string;
  up(queryInterface: QueryInterface): Promise<void>;
}

/** An id: a UUIDv7 of 36 characters. */
export const id = () => ({ type: DataTypes.CHAR(36), allowNull: false });

/** A time in UTC with milliseconds. */
export const moment = (allowNull = false) => ({ type: DataTypes.DATE(3), allowNull });

/**
 * Indexes of names are too long for COMPACT, a possible innodb_default_row_format. Sequelize's types lack this option.
 */
export const ROW_FORMAT = { rowFormat: 'DYNAMIC' };

/** Creates a table, unless it exists. Its texts are compared by bytes, whatever the server's defaults are. */
export async function createTable(
  queryInterface: QueryInterface,
  table: string,
  columns: ModelAttributes,
  uniqueKeys: Record<string, string[]> = {},
): Promise<void> {
  const collate = await exactCollation(queryInterface.sequelize);
  const keys = Object.entries(uniqueKeys).map(([name, fields]) => [name, { fields, customIndex: true }]);
  await queryInterface.createTable(table, columns, {
    charset: 'utf8mb4',
    collate,
    engine: 'InnoDB',
    ...ROW_FORMAT,
    uniqueKeys: Object.fromEntries(keys),
  });
}

/** Adds an index, unless an interrupted run has added it. */
export async function addIndex(
  queryInterface: QueryInterface,
  table: string,
  name: string,
  fields: string[],
): Promise<void> {
  const existing = (await queryInterface.showIndex(table)) as { name: string }[];
  if (existing.some((index) => index.name === name)) return;
  await queryInterface.addIndex(table, { name, fields });
}

/** Adds a column, unless an interrupted run has added it. */
export async function addColumn(
  queryInterface: QueryInterface,
  table: string,
  name: string,
  column: ModelAttributeColumnOptions,
): Promise<void> {
  if (name in (await queryInterface.describeTable(table))) return;
  await queryInterface.addColumn(table, name, column);
}
