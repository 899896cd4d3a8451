import { isSqlite } from '../support/database.js';
import { personWithTotp } from '../support/factors.js';
import { freshAddress, from, guess, newcomer, signIn } from '../support/guesses.js';
import { useService } from '../support/service.js';

const MAX_SIGN_IN = { statements: 9, commits: 2 };
const MAX_REFRESH = { statements: 3, commits: 1 };

/** The limits are the defaults. Remembered devices must cost nothing for users without one. */
const service = useService({
  LOGIN_LIMIT: '10/1m',
  REFRESH_LIMIT: '60/1m',
  TRUST_PROXY: '127.0.0.1',
  MFA_REMEMBER: '30d',
});

/** Counts round trips and commits. A SAVEPOINT is no round trip: in SQLite it marks a unit of a shared transaction. */
async function costOf(work: () => Promise<unknown>) {
  const statements = (await service.statementsOf(work)).map((sql) => sql.replace(/^Executing [^:]*: /, ''));
  const sent = statements.filter((sql) => !sql.startsWith('SAVEPOINT'));
  return { statements: sent.length, commits: sent.filter(isDurable).length };
}

/** Checks whether a statement is a COMMIT, or a write outside of a transaction. */
function isDurable(sql: string, index: number, all: string[]): boolean {
  if (sql.startsWith('COMMIT')) return true;
  const begun = all.slice(0, index).filter((one) => /^(START|BEGIN)/.test(one)).length;
  const ended = all.slice(0, index).filter((one) => one.startsWith('COMMIT')).length;
  return begun === ended && /^(INSERT|UPDATE|DELETE)/.test(sql);
}

function expectAtMost(cost: typeof MAX_SIGN_IN, max: typeof MAX_SIGN_IN): void {
  expect(cost.statements).toBeLessThanOrEqual(max.statements);
  expect(cost.commits).toBeLessThanOrEqual(max.commits);
}

describe('the round trips to the database', () => {
  it('of a sign-in from a new address are at most nine, with two commits', async () => {
    const name = await newcomer(service);

    expectAtMost(await costOf(() => signIn(service, name, freshAddress())), MAX_SIGN_IN);
  });

  it('of a sign-in from a known address are at most nine, with two commits, also after a wrong password', async () => {
    const [name, home] = [await newcomer(service), freshAddress()];
    await signIn(service, name, home);
    const right = await costOf(() => signIn(service, name, home));
    await guess(service, name, home);

    expectAtMost(right, MAX_SIGN_IN);
    expectAtMost(await costOf(() => signIn(service, name, home)), MAX_SIGN_IN);
  });

  it('of a password before a second factor are two more only with a remembered cookie of valid form', async () => {
    /** Returns the statements of the first sign-in of a new user, from a new address. */
    const cost = async (cookie: string) => {
      const { name } = await personWithTotp(service);
      return (await costOf(() => signIn(service, name, freshAddress(), cookie))).statements;
    };

    const [without, other] = [await cost('a=b'), await cost('__Host-watchword_remembered=x')];
    const withToken = await cost(`__Host-watchword_remembered=${'q'.repeat(43)}`);

    expect([without, withToken - without]).toEqual([other, 2]);
    expect(without).toBeLessThanOrEqual(MAX_SIGN_IN.statements);
  });

  it('of a refresh are at most three, with one commit', async () => {
    const [name, home] = [await newcomer(service), freshAddress()];
    const { refreshToken } = (await signIn(service, name, home)).body;
    const cost = await costOf(() => service.post('/refresh', { refreshToken }, from(home)));

    // SQLite wraps the write of a refresh in BEGIN and COMMIT, so that several share one commit.
    const max = isSqlite() ? { ...MAX_REFRESH, statements: MAX_REFRESH.statements + 1 } : MAX_REFRESH;
    expectAtMost(cost, max);
  });
});
