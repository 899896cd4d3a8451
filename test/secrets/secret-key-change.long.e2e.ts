import { onServers } from '../support/database.js';
import { from, freshAddress, guess, guesses, signIn, statusesOf } from '../support/guesses.js';
import {
  auditFindings,
  forgeEvent,
  housekeep,
  KeyChange,
  keys,
  NEW,
  OLD,
  STRANGE,
  verify,
} from '../support/key-change.js';
import { publishedBy } from '../support/key-kit.js';
import { makePerson, PASSWORD, type Person } from '../support/people.js';
import type { Service } from '../support/service.js';

const change = new KeyChange({ LOGIN_LIMIT: '20/1m', TRUST_PROXY: '127.0.0.1' });
beforeEach(() => change.begin());
afterEach(() => change.end());

const refresh = (service: Service, { refreshToken }: Pick<Person, 'refreshToken'>) =>
  service.post('/refresh', { refreshToken });
const sealedKeys = async (service: Service) =>
  (await service.rows<{ box: string }>('SELECT encrypted_private_key AS box FROM signing_keys')).map(
    ({ box }) => box,
  );

/** Creates a user who has signed in from an address, with a browser that accepts cookies. */
async function visitor(service: Service) {
  const { name } = await makePerson(service, {});
  const home = freshAddress();
  const { headers } = await service.post('/login?cookie=true', { name, password: PASSWORD }, from(home));
  const cookies = headers.getSetCookie();
  const device = cookies.find((one) => one.startsWith('__Host-watchword_device='))?.split(';')[0];
  return { name, home, device };
}

/** Sends guesses from new addresses until the account refuses strangers. */
async function besiege(service: Service, name: string): Promise<void> {
  for (let address = 0; address < 10; address++) await guesses(20, [service], name, freshAddress());
  expect((await guess(service, name, freshAddress())).status).toBe(429);
}

describe('with a new SECRET_KEY and the old one as SECRET_KEY_PREVIOUS', () => {
  it('earlier access and refresh tokens are valid, and a refresh may be repeated within the grace', async () => {
    const before = await change.start(keys(OLD));
    const [one, other] = [await before.person(), await before.person()];
    const published = await publishedBy(before);
    const rotated = (await refresh(before, other)).body;

    const after = await change.restart(before, keys(NEW, OLD));
    const repeat = await refresh(after, other);
    const answers = [await refresh(after, one), repeat, await refresh(after, rotated)];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(repeat.body.refreshToken).toBe(rotated.refreshToken);
    expect((await after.get('/protected', { token: one.token })).status).toBe(200);
    expect(await publishedBy(after)).toEqual(published);
  });

  it('the reuse of an earlier refresh token still ends its session', async () => {
    const before = await change.start(keys(OLD));
    const person = await before.person();
    const next = (await refresh(before, person)).body;
    const after = await change.restart(before, keys(NEW, OLD));
    const newest = (await refresh(after, next)).body;

    const replay = await refresh(after, person);

    expect(replay.status).toBe(401);
    expect((await refresh(after, newest)).status).toBe(401);
  });

  it('earlier browsers and addresses stay known', async () => {
    const before = await change.start(keys(OLD));
    const { name, home, device } = await visitor(before);

    const after = await change.restart(before, keys(NEW, OLD));
    await besiege(after, name);

    expect((await signIn(after, name, freshAddress())).status).toBe(429);
    expect((await signIn(after, name, freshAddress(), device)).status).toBe(200);
    expect((await signIn(after, name, home)).status).toBe(200);
  });

  onServers()('rate limits continue their counts after each step', async () => {
    const before = await change.start(keys(OLD));
    const { name } = await makePerson(before, {});
    const address = freshAddress();
    await guesses(20, [before], name, address);

    const after = await change.restart(before, keys(NEW, OLD));
    const during = statusesOf(await guesses(5, [after], name, address));
    const other = freshAddress();
    await guesses(20, [after], name, other);
    await housekeep(after);
    const done = await change.restart(after, keys(NEW));

    // A process that has just started counts the first tenth of a limit by itself.
    const overshoot = { 401: 2, 429: 3 };
    expect(during).toEqual(overshoot);
    expect(statusesOf(await guesses(5, [done], name, other))).toEqual(overshoot);
  });

  it('the audit log is whole before and after the next event, and a noted head is found', async () => {
    const before = await change.start(keys(OLD));
    await before.person();
    const noted = await verify(before);

    const after = await change.restart(before, keys(NEW, OLD));
    const first = await auditFindings(after);
    await after.person();

    expect([first, await auditFindings(after)]).toEqual([[], []]);
    expect((await verify(after, noted)).findings).toEqual([]);
  });
});

describe('when all secrets are re-encrypted', () => {
  /** Signs a user in under the old key, refreshes under the new one, and runs housekeeping. */
  async function changed() {
    const before = await change.start(keys(OLD));
    const person = await before.person();
    const published = await publishedBy(before);
    const sealed = await sealedKeys(before);
    const during = await change.restart(before, keys(NEW, OLD));
    const next = (await refresh(during, person)).body;
    await housekeep(during);
    return { during, person, next, published, sealed };
  }

  it('the service runs without SECRET_KEY_PREVIOUS, and nothing is lost', async () => {
    const { during, person, next, published } = await changed();

    const after = await change.restart(during, keys(NEW));

    expect((await refresh(after, next)).status).toBe(200);
    expect((await after.get('/protected', { token: person.token })).status).toBe(200);
    expect(await publishedBy(after)).toEqual(published);
    expect(await auditFindings(after)).toEqual([]);
  });

  it('housekeeping does not encrypt the signing keys again', async () => {
    const { during, sealed } = await changed();
    const once = await sealedKeys(during);
    await housekeep(during);

    expect(once).not.toEqual(sealed);
    expect(await sealedKeys(during)).toEqual(once);
  });

  it('the audit log is whole after another change of the key, and events forged with the oldest key are found', async () => {
    const { during } = await changed();
    const later = await change.restart(during, keys(STRANGE, NEW));
    await later.person();
    await housekeep(later);
    const last = await change.restart(later, keys(STRANGE));
    const whole = await auditFindings(last);
    await forgeEvent(OLD);

    expect(whole).toEqual([]);
    expect(await auditFindings(last)).toEqual([expect.stringMatching(/was changed, or was not written by/)]);
  });
});

describe('a change over two replicas', () => {
  onServers()('that first adds the new key and then swaps both keys refuses no valid token', async () => {
    let [one, other] = [await change.start(keys(OLD)), await change.start(keys(OLD))];
    const chain = new Chain(await one.person());
    const steps = [
      async () => void (one = await change.restart(one, keys(OLD, NEW))),
      async () => void (other = await change.restart(other, keys(OLD, NEW))),
      async () => void (one = await change.restart(one, keys(NEW, OLD))),
      async () => void (other = await change.restart(other, keys(NEW, OLD))),
      async () => housekeep(one),
      async () => void (one = await change.restart(one, keys(NEW))),
      async () => void (other = await change.restart(other, keys(NEW))),
    ];

    for (const step of steps) {
      await step();
      await chain.use(one, other);
      await chain.use(other, one);
      await housekeep(other);
    }

    expect(chain.refusals).toEqual([]);
    expect(await auditFindings(one)).toEqual([]);
  });
});

/** A session that is refreshed at one replica and then at another, with a repeat and an access token in between. */
class Chain {
  readonly refusals: string[] = [];

  constructor(private current: Pick<Person, 'refreshToken' | 'token'>) {}

  async use(one: Service, other: Service): Promise<void> {
    const first = await refresh(one, this.current);
    const repeat = await refresh(other, this.current);
    const shown = await other.get('/protected', { token: this.current.token });
    for (const { status } of [first, repeat, shown]) if (status !== 200) this.refusals.push(`${status}`);
    if (repeat.body.refreshToken !== first.body.refreshToken) this.refusals.push('another successor');
    this.current = first.body;
  }
}

describe('a wrong key', () => {
  it.each([
    [keys(STRANGE), 'SECRET_KEY does not open what this database holds'],
    [keys(STRANGE, NEW), 'Neither SECRET_KEY nor SECRET_KEY_PREVIOUS opens what this database holds'],
  ])('prevents the start and changes nothing: %j', async (wrong, sentence) => {
    const before = await change.start(keys(OLD));
    const person = await before.person();
    await change.stop(before);

    await expect(change.start(wrong)).rejects.toThrow(sentence);

    const after = await change.start(keys(OLD));
    expect((await refresh(after, person)).status).toBe(200);
    expect(await after.rows('SELECT id FROM secret_keys')).toHaveLength(1);
  });

  it('creates no signing key, even if one is due', async () => {
    const before = await change.start(keys(OLD));
    await before.execute("UPDATE signing_keys SET created_at = '2020-01-01 00:00:00.000'");
    await change.stop(before);

    await expect(change.start(keys(STRANGE))).rejects.toThrow('does not open');

    expect(await sealedKeys(await change.start(keys(OLD)))).toHaveLength(2);
  });
});

describe('the doctor', () => {
  const said = async (given: ReturnType<typeof keys>) =>
    (await change.doctor(given)).SECRET_KEY_PREVIOUS?.text;

  it('reports how much is left under the old key, and when that key may be removed', async () => {
    const before = await change.start(keys(OLD));
    const person = await before.person();
    expect(await said(keys(OLD))).toBe('is not set');
    expect(await said(keys(OLD, NEW))).toMatch(/was never SECRET_KEY here/);
    const during = await change.restart(before, keys(NEW, OLD));
    expect(await said(keys(NEW, OLD))).toMatch(/^keep it: under it are 1 sealed values.* 1 sessions, until/);

    await housekeep(during);
    expect(await said(keys(NEW, OLD))).toMatch(/^keep it: under it are 0 sealed values.* 1 sessions, until/);
    expect(await said(keys(NEW))).toMatch(/1 sessions are under an earlier key/);
    await refresh(during, person);

    expect(await said(keys(NEW, OLD))).toMatch(/^can be removed: .* 2 known addresses/);
    expect(await said(keys(NEW))).toBe('is not set');
  });
});
