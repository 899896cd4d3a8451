import { QueryTypes, type Sequelize } from 'sequelize';

type Row = Record<string, string | number | null>;

const COLUMNS = `SELECT TABLE_NAME AS tbl, COLUMN_NAME AS col, COLUMN_TYPE AS type, IS_NULLABLE AS nullable,
    COLUMN_DEFAULT AS fallback, COLLATION_NAME AS collation
  FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY ORDINAL_POSITION`;

const INDEXES = `SELECT TABLE_NAME AS tbl, INDEX_NAME AS name, NON_UNIQUE AS notUnique,
    GROUP_CONCAT(COLUMN_NAME ORDER BY SEQ_IN_INDEX) AS cols
  FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE()
  GROUP BY TABLE_NAME, INDEX_NAME, NON_UNIQUE`;

const FOREIGN_KEYS = `SELECT TABLE_NAME AS tbl, COLUMN_NAME AS col, REFERENCED_TABLE_NAME AS parent,
    REFERENCED_COLUMN_NAME AS parentCol
  FROM information_schema.KEY_COLUMN_USAGE
  WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IS NOT NULL`;

const SQLITE_OBJECTS = `SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY tbl_name, type DESC, name`;

/** Returns a line for every column, index and foreign key of a database, the same on MySQL and MariaDB. */
export async function schemaListing(sequelize: Sequelize): Promise<string[]> {
  const read = (sql: string) => sequelize.query<Row>(sql, { type: QueryTypes.SELECT });
  if (sequelize.getDialect() === 'sqlite')
    return (await read(SQLITE_OBJECTS)).map(({ sql }) => String(sql).replace(/\s+/g, ' '));

  const [columns, indexes, foreignKeys] = [
    await read(COLUMNS),
    await read(INDEXES),
    await read(FOREIGN_KEYS),
  ];
  // Sorted here, because servers compare `_` and letters in different orders.
  const sorted = (lines: string[]) => lines.toSorted();
  const tables = sorted([...new Set(columns.map(({ tbl }) => String(tbl)))]);
  return [
    ...tables.flatMap((table) => columns.filter(({ tbl }) => tbl === table).map(columnLine)),
    ...sorted(indexes.map(indexLine)),
    ...sorted(
      foreignKeys.map(
        ({ tbl, col, parent, parentCol }) => `${tbl}.${col} references ${parent} (${parentCol})`,
      ),
    ),
  ];
}

function indexLine({ tbl, name, notUnique, cols }: Row): string {
  return `${tbl} ${Number(notUnique) === 1 ? 'index' : 'unique'} ${name} (${cols})`;
}

/**
 * Formats a column. MariaDB has display widths, quoted defaults and the default NULL, and both have different names for
 * the exact collation.
 */
function columnLine({ tbl, col, type, nullable, fallback, collation }: Row): string {
  const plainType = String(type).replace(/^(bigint|int|smallint)\(\d+\)/, '$1');
  const plainDefault =
    fallback === null || fallback === 'NULL' ? '' : ` default '${String(fallback).replace(/^'|'$/g, '')}'`;
  const exact = /^utf8mb4_(nopad|0900)_bin$/.test(String(collation)) ? 'utf8mb4, exact' : collation;
  return `${tbl}.${col} ${plainType}${nullable === 'YES' ? '' : ' not null'}${plainDefault}${collation === null ? '' : ` (${exact})`}`;
}
