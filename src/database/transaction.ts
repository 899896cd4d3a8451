import type { Transaction } from 'sequelize';
import type { Sequelize } from 'sequelize-typescript';

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
  const result = await database.transaction(async (transaction) => {
    const answer = await work(transaction);
    const { _afterCommitHooks: hooks } = transaction as unknown as { _afterCommitHooks: Hook[] };
    afterwards = hooks.splice(0).map((hook) => () => hook(transaction));
    return answer;
  });
  await follow(afterwards);
  return result;
}

/** A fault here must not look like one of the transaction, which would be repeated although it was committed. */
async function follow(hooks: (() => unknown)[]): Promise<void> {
  try {
    for (const hook of hooks) await hook();
  } catch (cause) {
    throw new Error('what follows the commit has failed', { cause });
  }
}
