import { travel } from '../support/factors.js';
import { decodeJwt } from '../support/jwt.js';
import { personWithPasskey, type PersonWithPasskey, signInAlone } from '../support/passkeys.js';
import type { Person } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';

const service = useService();
afterEach(() => jest.restoreAllMocks());

const eventsOf = async ({ id }: Pick<Person, 'id'>) =>
  (
    await service.rows<{ type: string }>(`SELECT type FROM audit_events WHERE subject = '${id}' ORDER BY id`)
  ).map(({ type }) => type);

describe('a counter that goes backwards', () => {
  /** Signs in with the key, and then with a copy of it. Returns the response to the copy. */
  async function signedByCopy(person: PersonWithPasskey) {
    const copy = person.key.copy();
    expect((await signInAlone(service, person.key)).status).toBe(200);
    return signInAlone(service, copy);
  }

  it('is written to the audit log', async () => {
    const person = await personWithPasskey(service);

    expect((await signedByCopy(person)).status).toBe(200);

    const detail = await service.rows<{ detail: string }>(
      `SELECT detail FROM audit_events WHERE subject = '${person.id}' AND type = 'passkey.counter_regressed'`,
    );
    expect(detail.map((row) => JSON.parse(row.detail))).toEqual([
      { passkey: person.passkeyId, counter: 1, last: 1 },
    ]);
  });

  it('is not recorded for an authenticator without a counter', async () => {
    const person = await personWithPasskey(service, { counts: false });

    expect((await signedByCopy(person)).status).toBe(200);

    expect(await eventsOf(person)).not.toContain('passkey.counter_regressed');
  });
});

describe('a step-up with a passkey', () => {
  const stepUp = ({ token }: Pick<Person, 'token'>, credential: object) =>
    service.post('/step-up', { credential }, { token });
  const stepUpOptions = async ({ token }: Pick<Person, 'token'>) =>
    (await service.post('/step-up/passkey/options', undefined, { token })).body;

  it('returns a token that can change the account, once for each challenge', async () => {
    const person = await personWithPasskey(service);
    travel(service, 660_000);
    const credential = person.key.sign(await stepUpOptions(person));

    const { status, body } = await stepUp(person, credential);

    expect([status, decodeJwt(body.token).amr]).toEqual([200, ['pwd', 'swk', 'mfa']]);
    expect((await service.post('/me/passkeys/options', undefined, body)).status).toBe(200);
    expectProblem(await stepUp(person, credential), 401, 'invalid_passkey');
  });

  it('fails with another user’s passkey, and with a signature for a sign-in', async () => {
    const [person, other] = [await personWithPasskey(service), await personWithPasskey(service)];
    const theirs = other.key.sign({ ...(await stepUpOptions(person)), allowCredentials: [] });
    const forSignIn = person.key.sign((await service.post('/login/passkey/options', {})).body.publicKey);

    expectProblem(await stepUp(person, theirs), 401, 'invalid_passkey');
    expectProblem(await stepUp(person, forSignIn), 401, 'invalid_passkey');
    expect(await eventsOf(person)).toContain('factor.refused');
  });
});
