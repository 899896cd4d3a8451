import type { Transaction } from 'sequelize';
import type { Sequelize } from 'sequelize-typescript';
import { isSqlite } from './dialect.js';

/** Each transaction has a connection of its own, by the transaction's id. */
interface SqliteConnections {
  readonly connections: Record<string, { close(): void } | undefined>;
}

type Hook = (transaction: Transaction) => unknown;

/**
 * Runs the work in a transaction. What `transaction.afterCommit` was given is done once COMMIT has succeeded, and never
 * when it failed: Sequelize does it either way, and would announce what is not so.
 */
export async function inTransaction<T>(
  database: Sequelize,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  let afterwards: (() => unknown)[] = [];
  let begun: Transaction | undefined;
  const running = database.transaction(async (transaction) => {
    begun = transaction;
    const answer = await work(transaction);
    const { _afterCommitHooks: hooks } = transaction as unknown as { _afterCommitHooks: Hook[] };
    afterwards = hooks.splice(0).map((hook) => () => hook(transaction));
    return answer;
  });
  const result = await running.catch((error: unknown) => {
    closeLeftOpen(database, begun);
    throw error;
  });
  await follow(afterwards);
  return result;
}

/** After a COMMIT that failed, Sequelize forgets the connection to an SQLite file, which would keep its lock for ever. */
function closeLeftOpen(database: Sequelize, transaction: Transaction | undefined): void {
  const { id } = (transaction ?? {}) as { id?: string };
  if (!isSqlite(database) || id === undefined) return;
  const { connections } = (database as unknown as { connectionManager: SqliteConnections }).connectionManager;
  connections[id]?.close();
  delete connections[id];
}

/** A fault here must not look like one of the transaction, which would be repeated although it was committed. */
async function follow(hooks: (() => unknown)[]): Promise<void> {
  try {
    for (const hook of hooks) await hook();
  } catch (cause) {
    throw new Error('what follows the commit has failed', { cause });
  }
}
