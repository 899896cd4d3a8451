import { QueryTypes, type Sequelize } from 'sequelize';
import type { Config } from '../config/config.js';
import { SecretBox } from './secret-box.js';
import { WrongSecretKey } from './secrets.errors.js';

/** Maximum number of rows read by one query. */
const PAGE = 200;

/**
 * All columns that SecretBox encrypts, each value bound to the `id` of its row. Columns missing here would never be
 * re-encrypted.
 */
const SEALED_COLUMNS = [
  { table: 'signing_keys', column: 'encrypted_private_key' },
  { table: 'audit_keys', column: 'sealed_key' },
  { table: 'outbox_messages', column: 'sealed_payload' },
  { table: 'totp_devices', column: 'sealed_secret' },
] as const;

type SealedColumn = (typeof SEALED_COLUMNS)[number];

interface Sealed {
  readonly id: string;
  readonly box: string;
}

/** Counts of encrypted values by the key that decrypts them. */
export interface SealedCounts {
  readonly current: number;
  /** Values under SECRET_KEY_PREVIOUS. */
  readonly previous: number;
  /** Values under neither key. */
  readonly unopened: number;
}

/** Counts encrypted values, on any kind of database. It changes nothing. */
export async function countSealed(config: Config, sequelize: Sequelize): Promise<SealedCounts> {
  const box = new SecretBox(config);
  const counts = { current: 0, previous: 0, unopened: 0 };
  for (const column of SEALED_COLUMNS)
    for await (const sealed of valuesOf(column, sequelize)) counts[standingOf(sealed, box)]++;
  return counts;
}

/**
 * Re-encrypts under SECRET_KEY at most `limit` values that are under SECRET_KEY_PREVIOUS. Returns how many. Rows
 * changed meanwhile are left for the next run.
 */
export async function resealSome(
  box: SecretBox,
  sequelize: Sequelize,
  write: (sql: string, replacements: string[]) => Promise<number>,
  limit: number,
): Promise<number> {
  let count = 0;
  for (const sealedColumn of SEALED_COLUMNS) {
    const { table, column } = sealedColumn;
    for await (const { id, box: before } of valuesOf(sealedColumn, sequelize)) {
      if (count === limit) return count;
      const after = box.renewed(before, id);
      if (after === undefined) continue;
      const update = `UPDATE ${table} SET ${column} = ? WHERE id = ? AND ${column} = ?`;
      count += await write(update, [after, id, before]);
    }
  }
  return count;
}

function standingOf({ id, box: text }: Sealed, box: SecretBox): keyof SealedCounts {
  try {
    return box.renewed(text, id) === undefined ? 'current' : 'previous';
  } catch (error) {
    if (error instanceof WrongSecretKey) return 'unopened';
    throw error;
  }
}

async function* valuesOf({ table, column }: SealedColumn, sequelize: Sequelize): AsyncGenerator<Sealed> {
  if (!(await sequelize.getQueryInterface().tableExists(table))) return;
  for (let after = '', page: Sealed[] = []; ; after = page.at(-1)?.id ?? '') {
    page = await sequelize.query<Sealed>(
      `SELECT id, ${column} AS box FROM ${table} WHERE id > ? AND ${column} IS NOT NULL ORDER BY id LIMIT ${PAGE}`,
      { type: QueryTypes.SELECT, replacements: [after] },
    );
    yield* page;
    if (page.length < PAGE) return;
  }
}
