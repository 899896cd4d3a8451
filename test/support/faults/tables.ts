import { createHash } from 'node:crypto';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import type { Account } from './account.js';
import { violationsInAudit } from './audit-table.js';
import type { CallRecord } from './replay.js';
import type { SessionChain } from './session-chain.js';

const BATCH = 500;

interface SessionRow extends RowDataPacket {
  readonly id: string;
  readonly secret_hash: string;
  readonly ended_at: Date | null;
}

/** Compares the tables with all acknowledged changes. Returns what is missing and what is too much. */
export async function violationsInTables(
  databaseUrl: string,
  accounts: readonly Account[],
  records: readonly CallRecord[],
): Promise<string[]> {
  const database = await createConnection(databaseUrl);
  try {
    const known = accounts.filter(({ isKnown }) => isKnown);
    const sessions = known.flatMap((account) => [...account.sessions.values()]);
    const violations = [
      ...(await missingUsers(database, known)),
      ...(await wrongSessions(database, sessions)),
      ...(await violationsInAudit(database, known, records)),
    ];
    return violations.map((violation) => `in the tables of ${new URL(databaseUrl).host}: ${violation}`);
  } finally {
    await database.end();
  }
}

/** I1 and I2: every acknowledged account exists once. */
async function missingUsers(database: Connection, accounts: readonly Account[]): Promise<string[]> {
  const counts = new Map<string, number>();
  for (const names of batches(accounts.map(({ name }) => name))) {
    const [rows] = await database.query<RowDataPacket[]>('SELECT name FROM users WHERE name IN (?)', [names]);
    for (const { name } of rows) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return accounts.flatMap(({ name }) => {
    const count = counts.get(name) ?? 0;
    return count === 1 ? [] : [`${count === 0 ? 'I1' : 'I2'}: ${name} is there ${count} times`];
  });
}

/** I3, I5 and I10: an ended session has ended, and a live one has the hash of the newest issued secret. */
async function wrongSessions(database: Connection, sessions: readonly SessionChain[]): Promise<string[]> {
  const rows = new Map<string, SessionRow>();
  for (const ids of batches(sessions.map(({ id }) => id))) {
    const sql = 'SELECT id, secret_hash, ended_at FROM sessions WHERE id IN (?)';
    const [found] = await database.query<SessionRow[]>(sql, [ids]);
    for (const row of found) rows.set(row.id, row);
  }
  return sessions.flatMap((session) => {
    const fault = faultOf(session, rows.get(session.id));
    return fault ? [`${fault} (session ${session.id})`] : [];
  });
}

function faultOf(session: SessionChain, row: SessionRow | undefined): string | undefined {
  if (session.isEnded)
    return row && !row.ended_at ? 'I5: an acknowledged end of a session is missing' : undefined;
  if (!session.isCurrentCertain) return undefined;
  if (!row) return 'I10: an acknowledged session is missing';
  if (row.ended_at) return 'I10: a session ended without a request that ends it';
  return row.secret_hash === hashOf(session.current) ? undefined : 'I3: the stored successor differs';
}

const hashOf = (refreshToken: string) =>
  createHash('sha256')
    .update(refreshToken.split('.')[1] ?? '')
    .digest('hex');

function batches<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / BATCH) }, (_, index) =>
    list.slice(index * BATCH, (index + 1) * BATCH),
  );
}
