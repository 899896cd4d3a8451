import { KeyRing } from '../../src/keys/key-ring.js';
import { RevocationMemory } from '../../src/revocations/revocation-memory.js';
import { RevocationPoller } from '../../src/revocations/revocation-poller.js';
import { decodeJwt } from '../support/jwt.js';
import type { Person } from '../support/people.js';
import { basic, type Credentials, makeServiceClient, postForm } from '../support/service-clients.js';
import { useService } from '../support/service.js';
import { passTime } from '../support/time.js';
import { makeToken, nowInSeconds, userClaims } from '../support/token-forge.js';

const TTL = 900;
const HOUR = 3600;

const service = useService();
let client: Credentials;
beforeAll(async () => void (client = await makeServiceClient(service, await service.admin())));
afterEach(() => void jest.restoreAllMocks());

const poll = () => service.app.get(RevocationPoller).poll();
const statusOf = async (token: string) => (await service.get('/protected', { token })).status;
const endSession = ({ refreshToken }: Person) =>
  postForm(service, '/oauth/revoke', { token: refreshToken }, basic(client));

/** Signs a token with the key of the service and other times. */
async function signedWith(times: { iat: number; exp: number }): Promise<string> {
  const { id: kid, privateKey, publicKey } = await service.app.get(KeyRing).current();
  const claims = { ...userClaims('https://auth.example.com'), ...times };
  return makeToken({ kid, alg: 'ES256', privateKey, publicKey }, claims);
}

describe('a token', () => {
  it.each([
    ['lives longer than ACCESS_TOKEN_TTL from now', 0, TTL + 120],
    ['lives longer than ACCESS_TOKEN_TTL since it was issued', -TTL - 120, 60],
    ['was issued in the future', HOUR, HOUR + TTL],
    ['was issued in the future, and ends soon', HOUR, 60],
  ])('that %s is refused, also by introspection', async (_, issued, ends) => {
    const token = await signedWith({ iat: nowInSeconds() + issued, exp: nowInSeconds() + ends });

    const { body } = await postForm(service, '/oauth/introspect', { token }, basic(client));

    expect([await statusOf(token), body]).toEqual([401, { active: false }]);
  });

  it('of a replica whose clock is half a minute ahead is valid', async () => {
    const token = await signedWith({ iat: nowInSeconds() + 30, exp: nowInSeconds() + TTL + 30 });

    expect(await statusOf(token)).toBe(200);
  });

  it('that was cached is refused while the clock is set back by an hour', async () => {
    const { token } = await service.person();
    const before = await statusOf(token);

    service.travel(-HOUR);
    const during = await statusOf(token);
    jest.restoreAllMocks();

    expect([before, during, await statusOf(token)]).toEqual([200, 401, 200]);
  });

  it('of an account that was changed while the clock was an hour ahead is valid at once', async () => {
    const person = await service.person();
    service.travel(HOUR);
    await service.patch(`/users/${person.id}`, { roles: ['user', 'admin'] }, await service.admin());
    jest.restoreAllMocks();

    const { body } = await service.post('/login', { name: person.name, password: person.password });

    expect(await statusOf(body.token)).toBe(200);
    expect(Number(decodeJwt(body.token).iat)).toBeLessThanOrEqual(nowInSeconds());
  });
});

describe('a revoked token stays refused', () => {
  it('when it was issued while the clock was an hour ahead, and becomes valid an hour later', async () => {
    service.travel(HOUR);
    const person = await service.person();
    jest.restoreAllMocks();
    await endSession(person);

    passTime(HOUR);
    service.travel(HOUR);
    await poll();

    expect(await statusOf(person.token)).toBe(401);
  });

  it('when its revocation was dropped, and the clock is then set back into its lifetime', async () => {
    const person = await service.person();
    await endSession(person);
    passTime(4 * HOUR);
    service.travel(4 * HOUR);
    await poll();
    const held = service.app.get(RevocationMemory).size;
    jest.restoreAllMocks();

    passTime(4 * HOUR);
    await poll();

    expect(held).toBe(0);
    expect(await statusOf(person.token)).toBe(401);
  });
});
