import {
  DataTypes,
  type ModelAttributeColumnOptions,
  type ModelAttributes,
  type QueryInterface,
} from 'sequelize';
import { exactCollation } from '../dialect.js';

/** One change of the schema. It may be cut off half-way by a crash and run again, so it must bear that. */
export interface Migration {
  readonly name: string;
  up(queryInterface: QueryInterface): Promise<void>;
}

/** An id: a UUIDv7 in its 36 letters. */
export const id = () => ({ type: DataTypes.CHAR(36), allowNull: false });

/** A moment in UTC, to the millisecond. */
export const moment = (allowNull = false) => ({ type: DataTypes.DATE(3), allowNull });

/** Creates a table whose text compares byte by byte, whatever the server's default. Nothing happens if it exists. */
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
    uniqueKeys: Object.fromEntries(keys),
  });
}

/** Adds an index unless a run that was cut off had added it. */
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

/** Adds a column unless a run that was cut off had added it. */
export async function addColumn(
  queryInterface: QueryInterface,
  table: string,
  name: string,
  column: ModelAttributeColumnOptions,
): Promise<void> {
  if (name in (await queryInterface.describeTable(table))) return;
  await queryInterface.addColumn(table, name, column);
}
