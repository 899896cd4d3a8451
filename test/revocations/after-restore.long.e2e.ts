import { setTimeout as sleep } from 'node:timers/promises';
import { issuedAtMilliseconds } from '@watchword/protocol';
import type { WatchwordVerifier } from '@watchword/verifier';
import { useAddressedService } from '../support/addressed-service.js';
import { runCommand } from '../support/commands.js';
import { isSqlite } from '../support/database.js';
import { DatabaseCopy } from '../support/database-copy.js';
import { findingsIn } from '../support/diagnosis.js';
import { decodeJwt } from '../support/jwt.js';
import type { Person } from '../support/people.js';
import { freePort, ServiceProcess } from '../support/process.js';
import { clientToken } from '../support/service-clients.js';
import { eventually, refusalOf } from '../support/verifier-kit.js';

const service = useAddressedService();
let other: ServiceProcess;
let verifier: WatchwordVerifier;
beforeAll(async () => {
  verifier = await service.verifier();
  // An SQLite file serves one process.
  if (isSqlite()) other = service as never;
  else other = await new ServiceProcess({ ...service.environment, PORT: String(await freePort()) }).start();
});
afterAll(async () => {
  if (!isSqlite()) await other.stop('SIGKILL');
});

const people = (count: number) => Promise.all(Array.from({ length: count }, () => service.person()));
const logout = ({ token }: Person) => service.post('/logout', undefined, { token });
const statusOf = async (token: string) => (await other.get('/protected', { token })).status;
const refresh = ({ refreshToken }: Person) => service.post('/refresh', { refreshToken });
const signIn = async ({ name, password }: Person) =>
  (await service.post('/login', { name, password })).body as Person;
const afterRestore = () => runCommand('after-restore', [], service.environment);
const endSessions = (...words: string[]) => runCommand('sessions end', words, service.environment);

/** Returns the status of the feed, which accepts a client's token. Routes for users do not. */
const clientStatus = async (token: string) => (await other.get('/revocations', { token })).status;

/** Expects that all earlier tokens are refused and that new sign-ins work. */
async function expectNothingCounts(person: Person, ofClient: string): Promise<void> {
  await eventually(() => statusOf(person.token), 401);
  await eventually(() => clientStatus(ofClient), 401);
  await eventually(async () => (await service.get('/protected', { token: person.token })).status, 401);
  await eventually(() => refusalOf(verifier, person.token), 'revoked');
  await eventually(() => refusalOf(verifier, ofClient), 'revoked');
  expect((await refresh(person)).status).toBe(401);
}

/** Signs in once the replica knows the not-before time, which may be after it has revoked the earlier key. */
async function signInAfterwards(person: Person): Promise<Person> {
  const { basic: authorization } = service.credentials;
  const { body } = await service.get('/revocations', { headers: { authorization } });
  const notBefore = Date.parse(body.revocations.at(-1).notBefore);
  let again = person;
  const isIssuedLater = async () => {
    again = await signIn(person);
    const { jti, iat } = decodeJwt(again.token) as { jti: string; iat: number };
    return issuedAtMilliseconds(jti, iat) >= notBefore;
  };
  await eventually(isIssuedLater, true);
  return again;
}

async function expectNewSignInsCount(person: Person): Promise<void> {
  const again = await signInAfterwards(person);
  await eventually(() => statusOf(again.token), 200);
  expect(await refusalOf(verifier, again.token)).toBeUndefined();
  const refreshed = await refresh(again);
  expect([refreshed.status, await statusOf(refreshed.body.token)]).toEqual([200, 200]);
  const ofClient = await clientToken(service, service.credentials);
  expect([await clientStatus(ofClient), await refusalOf(verifier, ofClient)]).toEqual([200, undefined]);
}

describe('when the database is set back under running replicas', () => {
  it('eight of eight logouts stay in effect at another replica and at the verifier', async () => {
    await logout(await service.person());
    const eight = await people(8);
    const copy = await DatabaseCopy.of(service.environment.DATABASE_URL!);
    await Promise.all(eight.map(logout));
    const refused = async () =>
      (await Promise.all(eight.map(({ token }) => statusOf(token)))).every((status) => status === 401);
    await eventually(refused, true);

    await copy.restore();
    await sleep(1500);
    const fresh = await service.verifier();
    const next = await service.person();
    await logout(next);

    expect(await refused()).toBe(true);
    for (const kit of [verifier, fresh])
      for (const { token } of eight) await eventually(() => refusalOf(kit, token), 'revoked');
    await eventually(() => refusalOf(verifier, next.token), 'revoked');
    await eventually(() => statusOf(next.token), 401);
    expect((await Promise.all(eight.map(refresh))).map(({ status }) => status)).toEqual(eight.map(() => 401));
  });
});

describe('cli after-restore', () => {
  it('revokes all earlier tokens of users and clients, at all replicas and at the verifier', async () => {
    const [person, other] = (await people(2)) as [Person, Person];
    const ofClient = await clientToken(service, service.credentials);

    const output = await afterRestore();

    expect(output).toContain('sessions were ended');
    await expectNothingCounts(person, ofClient);
    await eventually(() => statusOf(other.token), 401);
    await expectNewSignInsCount(person);
  });

  it('keeps a used refresh token invalid', async () => {
    const person = await service.person();
    const copy = await DatabaseCopy.of(service.environment.DATABASE_URL!);
    const successor = (await refresh(person)).body as Person;
    await copy.restore();

    await afterRestore();

    expect([(await refresh(person)).status, (await refresh(successor)).status]).toEqual([401, 401]);
  });

  it('ends the warnings of ready and the doctor about a database that was set back', async () => {
    await sleep(1000); // earlier tests began epochs, and the service follows within a second
    await logout(await service.person());
    const copy = await DatabaseCopy.of(service.environment.DATABASE_URL!);
    await logout(await service.person());
    await copy.restore();
    const note = async () => (await service.get('/health/ready')).body.parts.revocations as string;
    await eventually(async () => (await note()).includes('went back'), true);

    await afterRestore();

    await eventually(note, 'ok');
    expect((await findingsIn(service.environment))['revocation feed']?.level).toBe('ok');
  });
});

describe('cli sessions end --all', () => {
  it('ends all sessions and revokes all earlier tokens with one entry in the feed', async () => {
    const [person] = (await people(3)) as [Person];
    const ofClient = await clientToken(service, service.credentials);

    const output = await endSessions('--all');

    expect(output).toMatch(/^\d+ sessions were ended\./);
    await expectNothingCounts(person, ofClient);
    await expectNewSignInsCount(person);
    const { body } = await service.get('/revocations', {
      headers: { authorization: service.credentials.basic },
    });
    expect(body.revocations.at(-1)).toMatchObject({ type: 'all', id: '*' });
  });

  it('does nothing without --all', async () => {
    const person = await service.person();

    await expect(endSessions()).rejects.toThrow('--all');
    expect(await statusOf(person.token)).toBe(200);
  });
});
