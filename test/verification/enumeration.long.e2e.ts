import { OutboxAttempt } from '../../src/outbox/outbox-attempt.js';
import { OutboxKick } from '../../src/outbox/outbox-kick.js';
import { useMailbox } from '../support/mailbox.js';
import { medianOf } from '../support/medians.js';
import { freshName, PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';
import { correspondent, verifiedPerson } from '../support/verification.js';

const ROUNDS = 3;
const SAMPLES = 100;
const WARM_UP = 8;
const TOLERANCE = 0.05;

const mailbox = useMailbox();
const service = useService(() => ({ ...mailbox.environment, LOGIN_BY_EMAIL: 'on' }));

/** Returns the names of an account that gets this mail, of one that does not exist, and of a disabled one. */
async function logins(path: string): Promise<string[]> {
  const make = path === '/email/verify/resend' ? correspondent : verifiedPerson;
  const [existing, disabled] = [await make(service, mailbox), await make(service, mailbox)];
  await service.patch(`/users/${disabled.id}`, { disabled: true }, await service.admin());
  return [existing.name, freshName(), disabled.name];
}

/** Resolves when the next message was delivered, without queries to the database, which are as slow as a request. */
function nextDelivery(): Promise<void> {
  const attempts = service.app.get(OutboxAttempt);
  const run = OutboxAttempt.prototype.run.bind(attempts);
  return new Promise((ended) => {
    jest.spyOn(attempts, 'run').mockImplementationOnce((...given) => run(...given).finally(ended));
  });
}

/**
 * Measures the times of `samples` requests for each login, in milliseconds. The logins take turns in a random order, so
 * that earlier requests and the load of the machine affect all of them alike.
 */
async function timesOf(path: string, names: readonly string[], samples: number): Promise<number[][]> {
  const times = names.map((): number[] => []);
  const turns = Array.from({ length: samples }, () => shuffled([...names.keys()]));
  for (const index of turns.flat()) {
    const delivery = nextDelivery();
    const begun = performance.now();
    await service.post(path, { login: names[index] });
    times[index]!.push(performance.now() - begun);
    await delivery; // the work after a response must not slow down the next request
  }
  return times;
}

const shuffled = <T>(values: readonly T[]): T[] =>
  values
    .map((value) => ({ value, order: Math.random() }))
    .toSorted((one, other) => one.order - other.order)
    .map(({ value }) => value);

/** Returns by which fraction the slowest median exceeds the fastest. */
function differenceOf(times: readonly number[][]): number {
  const medians = times.map(medianOf);
  return Math.max(...medians) / Math.min(...medians) - 1;
}

/** Checks that the first three differ by at most 5 % plus the noise, the difference of two unknown accounts. */
function areAlike([existing, unknown, disabled, otherUnknown]: readonly number[][]): boolean {
  const noise = differenceOf([unknown!, otherUnknown!]);
  return differenceOf([existing!, unknown!, disabled!]) <= TOLERANCE + noise;
}

describe.each(['/password/forgot', '/email/verify/resend', '/login/email'])('a response of %s', (path) => {
  it('needs the same statements for an existing, an unknown and a disabled account', async () => {
    jest.spyOn(service.app.get(OutboxKick), 'kick').mockImplementation(); // the delivery is not measured
    const costs: string[][] = [];
    for (const login of await logins(path)) {
      const statements = await service.statementsOf(() => service.post(path, { login }));
      costs.push(statements.map((sql) => sql.replaceAll(/[\da-f-]{36}|Executing \S+ /g, '')));
    }
    jest.restoreAllMocks();

    expect(costs[0]!.length).toBeGreaterThan(0);
    expect([costs[1], costs[2]]).toEqual([costs[0], costs[0]]);
  });

  it('takes about the same time for an existing, an unknown and a disabled account', async () => {
    const names = [...(await logins(path)), freshName()];
    await timesOf(path, names, WARM_UP); // this also uses up the mails that an address may get in an hour
    await service.outboxIsEmpty();
    let [round, isAlike] = [0, false];
    while (!isAlike && round++ < ROUNDS) isAlike = areAlike(await timesOf(path, names, SAMPLES));

    expect(isAlike).toBe(true);
  }, 300_000);
});

describe.each([
  ['/password/forgot', '/password/reset', { newPassword: PASSWORD }],
  ['/email/verify/resend', '/email/verify', {}],
  ['/login/email', '/login/email/confirm', {}],
])('a wrong code for the challenge of %s', (asked, path, fields) => {
  it('costs one write, whether or not a code was mailed', async () => {
    const costs: string[] = [];
    for (const login of await logins(asked)) {
      const { challenge } = (await service.post(asked, { login })).body;
      await service.outboxIsEmpty();
      const wrong = { challenge, code: '00000000', ...fields };
      const statements = await service.statementsOf(() => service.post(path, wrong));
      costs.push(
        statements.flatMap((sql) => /: (SELECT|INSERT|UPDATE|ROLLBACK)/.exec(sql)?.[1] ?? []).join(),
      );
    }

    expect(costs).toEqual(['SELECT,UPDATE', 'SELECT,INSERT', 'SELECT,INSERT']);
  });
});
