import type { Transaction } from 'sequelize';

type Work<T> = (transaction: Transaction) => Promise<T>;
type Hook = (transaction: Transaction) => unknown;

/**
 * Runs the work in a transaction that `begin` starts. Hooks of `transaction.afterCommit` run only after a successful
 * COMMIT. Sequelize itself would also run them after a failed one, and so announce changes that did not happen.
 */
export async function followedByHooks<T>(begin: (work: Work<T>) => Promise<T>, work: Work<T>): Promise<T> {
  let afterwards: (() => unknown)[] = [];
  const result = await begin(async (transaction) => {
    const answer = await work(transaction);
    const { _afterCommitHooks: hooks } = transaction as unknown as { _afterCommitHooks: Hook[] };
    afterwards = hooks.splice(0).map((hook) => () => hook(transaction));
    return answer;
  });
  await follow(afterwards);
  return result;
}

/** Wraps errors of hooks: an error that looks like one of the transaction would repeat it although it was committed. */
async function follow(hooks: (() => unknown)[]): Promise<void> {
  try {
    for (const hook of hooks) await hook();
  } catch (cause) {
    throw new Error('a hook after the commit failed', { cause });
  }
}
