import { createHash } from 'node:crypto';
import { Clock } from '../../src/common/clock.js';
import { HousekeepingService } from '../../src/database/housekeeping.service.js';
import { UserCodes } from '../../src/device-sign-in/user-codes.js';
import type { Answer } from '../support/client.js';
import {
  authorize,
  browserOf,
  type Codes,
  decide,
  DEVICE_GRANT,
  makeDeviceClient,
  poll,
} from '../support/devices.js';
import { decodeJwt } from '../support/jwt.js';
import { expectProblem } from '../support/problems.js';
import { basic, type Credentials, makeServiceClient, postForm } from '../support/service-clients.js';
import { useService } from '../support/service.js';

const service = useService();
let client: Credentials;
beforeAll(async () => {
  client = await makeDeviceClient(service);
});
afterEach(() => jest.restoreAllMocks());

const begin = async (): Promise<Codes> => (await authorize(service, client)).body;
const errorOf = ({ status, body }: Answer) => [status, body.error];

/** A user, their browser, and a device that they have allowed to sign in. */
async function approved() {
  const person = await service.person();
  const [codes, browser] = [await begin(), await browserOf(service, person)];
  await decide(browser, codes);
  return { person, codes, browser };
}

describe('POST /oauth/device_authorization', () => {
  it('returns a response in the form of RFC 8628, which must not be cached', async () => {
    const { status, headers, body } = await authorize(service, client);

    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toEqual({
      device_code: expect.stringMatching(/^[\w-]{43}$/),
      user_code: expect.stringMatching(/^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/),
      verification_uri: 'https://auth.example.com/device',
      verification_uri_complete: `https://auth.example.com/device?user_code=${body.user_code}`,
      expires_in: 600,
      interval: 5,
    });
  });

  it('refuses a client without the scope, and so does the token endpoint', async () => {
    const other = await makeServiceClient(service, await service.admin(), ['orders:read']);
    const codes = await begin();

    expect(errorOf(await authorize(service, other))).toEqual([400, 'unauthorized_client']);
    expect(errorOf(await poll(service, other, codes))).toEqual([400, 'unauthorized_client']);
  });

  it('creates another user code when a device already has the first one', async () => {
    const { user_code } = await begin();
    const make = jest.spyOn(service.app.get(UserCodes), 'make').mockReturnValueOnce(user_code);

    const { status, body } = await authorize(service, client);

    expect([status, make.mock.calls.length]).toEqual([200, 2]);
    expect(body.user_code).not.toBe(user_code);
  });

  it('stores neither of the codes, and no hash from which the user code can be guessed without SECRET_KEY', async () => {
    const { device_code, user_code } = await begin();
    const rows = await service.rows<object>('SELECT * FROM device_authorizations');
    const plain = [user_code, user_code.replace('-', '')].map((code) =>
      createHash('sha256').update(code).digest('hex'),
    );

    for (const secret of [device_code, user_code, ...plain])
      expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('issues at most a hundred codes in ten minutes to one client, separately from other clients', async () => {
    const [busy, other] = [await makeDeviceClient(service), await makeDeviceClient(service)];
    const answers = await Promise.all(Array.from({ length: 101 }, () => authorize(service, busy)));

    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(100);
    expect([refused.length, Number(refused[0]!.headers.get('retry-after')) > 0]).toEqual([1, true]);
    expect((await authorize(service, other)).status).toBe(200);
  });
});

describe('a device that polls', () => {
  it('waits for the decision of the user, and then gets the tokens of its own session', async () => {
    const person = await service.person();
    const [codes, browser] = [await begin(), await browserOf(service, person)];

    const waiting = await poll(service, client, codes);
    await decide(browser, codes);
    service.travel(5);
    const { status, headers, body } = await poll(service, client, codes, { 'user-agent': 'television' });

    expect(errorOf(waiting)).toEqual([400, 'authorization_pending']);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 900,
      refresh_token: expect.any(String),
    });
    const { body: sessions } = await service.get('/sessions', { token: body.access_token });
    const { body: me } = await service.get('/me', { token: body.access_token });
    expect(me.id).toBe(person.id);
    expect(sessions.find((one: { current: boolean }) => one.current).userAgent).toBe('television');
  });

  it('has a session that is refreshed and ended like any other', async () => {
    const { codes } = await approved();
    const { body } = await poll(service, client, codes);

    const refreshed = await service.post('/refresh', { refreshToken: body.refresh_token });
    const ended = await service.post('/logout', undefined, { token: refreshed.body.token });

    expect([refreshed.status, ended.status]).toEqual([200, 204]);
    expect((await service.get('/me', { token: body.access_token })).status).toBe(401);
  });

  it('gets tokens with the amr of the user’s sign-in, and needs a step-up before it can change the account', async () => {
    const { person, codes } = await approved();
    const { access_token: token } = (await poll(service, client, codes)).body;
    const addApp = (by: string) => service.post('/me/totp', { name: 'Phone' }, { token: by });

    const before = await addApp(token);
    const { body: stepped } = await service.post('/step-up', { password: person.password }, { token });

    expect(decodeJwt(token).amr).toEqual(['pwd']);
    expectProblem(before, 401, 'insufficient_user_authentication');
    expect((await addApp(stepped.token)).status).toBe(201);
  });

  it('has a session that ends no later than the one in which it was allowed', async () => {
    const person = await service.person();
    const browser = await browserOf(service, person);
    service.travel(6 * 86_400);
    const codes = await begin();
    await decide(browser, codes);

    const { body } = await poll(service, client, codes);

    const ends = await service.rows<{ expires_at: string }>(
      `SELECT DISTINCT expires_at FROM sessions WHERE user_id = '${person.id}' AND amr = 'pwd' ORDER BY expires_at`,
    );
    expect(body.refresh_token).toBeDefined();
    expect(new Date(ends.at(-1)!.expires_at).getTime()).toBeLessThan(
      service.app.get(Clock).now().getTime() + 25 * 86_400_000,
    );
  });

  it('gets access_denied after the user has denied the sign-in', async () => {
    const codes = await begin();
    const done = await decide(await browserOf(service, await service.person()), codes, 'deny');

    expect([done.status, done.heading]).toEqual([200, 'You have denied the sign-in']);
    expect(errorOf(await poll(service, client, codes))).toEqual([400, 'access_denied']);
  });

  it('gets expired_token after its codes have expired, also after an approval', async () => {
    const [codes, { codes: allowed }] = [await begin(), await approved()];
    service.travel(601);

    expect(errorOf(await poll(service, client, codes))).toEqual([400, 'expired_token']);
    expect(errorOf(await poll(service, client, allowed))).toEqual([400, 'expired_token']);
  });

  it('must wait five seconds longer each time it polls too early', async () => {
    const codes = await begin();
    const after = async (seconds: number) => {
      service.travel(seconds);
      return (await poll(service, client, codes)).body.error;
    };

    expect([await after(0), await after(3.5), await after(12)]).toEqual([
      'authorization_pending',
      'slow_down',
      'slow_down',
    ]);
    expect(await after(12 + 15)).toBe('authorization_pending');
  });

  it('may poll a second early, because the clocks of replicas differ', async () => {
    const codes = await begin();
    await poll(service, client, codes);
    service.travel(4.2);

    expect(errorOf(await poll(service, client, codes))).toEqual([400, 'authorization_pending']);
  });

  it('without a pause is no longer slowed down a minute later', async () => {
    const waiting = await begin();
    for (let count = 0; count < 30; count++) await poll(service, client, waiting);
    service.travel(60);

    expect(errorOf(await poll(service, client, waiting))).toEqual([400, 'authorization_pending']);
  });

  it('gets the same answer for an unknown code and for one of another client', async () => {
    const { codes } = await approved();
    const other = await makeDeviceClient(service);

    const answers = [
      await poll(service, other, codes),
      await poll(service, other, { device_code: 'unknown' }),
    ];

    expect(errorOf(answers[0]!)).toEqual([400, 'invalid_grant']);
    expect(answers[0]!.body).toEqual(answers[1]!.body);
    expect((await poll(service, client, codes)).status).toBe(200);
  });

  it('must send its code', async () => {
    const answer = await postForm(service, '/oauth/token', { grant_type: DEVICE_GRANT }, basic(client));
    expect(errorOf(answer)).toEqual([400, 'invalid_request']);
  });

  it('gets tokens only once', async () => {
    const { codes } = await approved();
    const first = await poll(service, client, codes);
    service.travel(6);

    expect([first.status, ...errorOf(await poll(service, client, codes))]).toEqual([
      200,
      400,
      'invalid_grant',
    ]);
  });
});

describe('the audit log', () => {
  it('names the user, the client and the decision, and the sign-in of the device', async () => {
    const { person, codes, browser } = await approved();
    await poll(service, client, codes);
    await decide(browser, await begin(), 'deny');
    const { token } = await service.admin();

    const { body } = await service.get(`/audit?subject=${person.id}&limit=200`, { token });

    const events = body as { type: string; actor: string; detail: object }[];
    const own = events.filter(({ type }) => type.startsWith('device.'));
    expect(own.map(({ type }) => type).toSorted()).toEqual(['device.approved', 'device.denied']);
    for (const { actor, detail } of own) expect([actor, detail]).toEqual([person.id, { client: client.id }]);
    expect(events.filter(({ type }) => type === 'login.succeeded')).toHaveLength(3);
  });
});

describe('housekeeping', () => {
  it('deletes codes an hour after they have expired', async () => {
    await begin();
    const count = async () => (await service.rows('SELECT id FROM device_authorizations')).length;

    service.travel(600 + 3500);
    await service.app.get(HousekeepingService).runOnce();
    expect(await count()).toBeGreaterThan(0);
    service.travel(600 + 3700);
    await service.app.get(HousekeepingService).runOnce();

    expect(await count()).toBe(0);
  });
});

describe('PAGES=off', () => {
  const bare = useService({ PAGES: 'off' });

  it('turns the endpoint and the grant off, and the metadata does not name them', async () => {
    const own = await makeDeviceClient(bare);
    const { body } = await bare.get('/.well-known/oauth-authorization-server');

    expect(errorOf(await authorize(bare, own))).toEqual([404, 'invalid_request']);
    expect(errorOf(await poll(bare, own, { device_code: 'x' }))).toEqual([400, 'unsupported_grant_type']);
    expect(body.device_authorization_endpoint).toBeUndefined();
    expect(body.grant_types_supported).toEqual(['client_credentials']);
  });
});
