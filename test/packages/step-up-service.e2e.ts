import { TOTP } from 'otpauth';
import { useAddressedService } from '../support/addressed-service.js';
import { decodeJwt } from '../support/jwt.js';
import { type DemandingService, startDemandingService } from '../support/nest-routes.js';
import type { Person } from '../support/people.js';

const watchword = useAddressedService();
let service: DemandingService;
beforeAll(async () => {
  const { id: clientId, secret: clientSecret } = watchword.credentials;
  service = await startDemandingService({
    issuer: watchword.origin,
    audience: 'watchword',
    clientId,
    clientSecret,
    whenStale: 'accept', // because a test moves the clock
  });
});
afterAll(() => service.stop());
afterEach(() => jest.restoreAllMocks());

const statusOf = async (path: string, { token }: { token: string }) =>
  (await service.get(path, token)).status;
const stepUp = async ({ token }: Person, proof: object) =>
  (await watchword.post('/step-up', proof, { token })).body as Person;

describe('a route of a Nest service beside the real Watchword', () => {
  it('is open after a step-up with the method that it requires', async () => {
    const person = await watchword.person();
    const { body } = await watchword.post('/me/totp', {}, person);
    const app = new TOTP({ secret: body.secret });
    await watchword.post('/me/totp/confirm', { id: body.id, code: app.generate() }, person);

    const code = app.generate({ timestamp: Date.now() + 30_000 });
    const steppedUp = await stepUp(person, { code });

    expect([await statusOf('either', person), await statusOf('either', steppedUp)]).toEqual([401, 200]);
    expect(await statusOf('passkey', steppedUp)).toBe(401);
  });

  it('refuses a sign-in that is too old, even after a refresh', async () => {
    const person = await watchword.person();
    const { body: refreshed } = await watchword.post('/refresh', { refreshToken: person.refreshToken });
    const before = [await statusOf('recent', person), await statusOf('recent', refreshed)];

    jest.spyOn(Date, 'now').mockReturnValue((Number(decodeJwt(person.token).auth_time) + 601) * 1000);

    expect(before).toEqual([200, 200]);
    expect([await statusOf('recent', person), await statusOf('recent', refreshed)]).toEqual([401, 401]);
  });
});
