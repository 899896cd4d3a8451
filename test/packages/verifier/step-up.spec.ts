import { assertMethods, assertRecentSignIn, StepUpNeeded } from '@watchword/verifier';
import { type DemandingService, startDemandingService } from '../../support/nest-routes.js';
import { clientClaims, nowInSeconds } from '../../support/token-forge.js';
import { useVerifierKit } from '../../support/verifier-kit.js';

const kit = useVerifierKit();

const tokenOf = (age: number, amr: string[] = ['pwd'], claims: object = {}) =>
  kit.watchword.token({ auth_time: nowInSeconds() - age, amr, ...claims });

describe('a route of a Nest service', () => {
  let service: DemandingService;
  beforeEach(async () => {
    const { issuer, clientId, clientSecret } = kit.watchword;
    service = await startDemandingService({ issuer, clientId, clientSecret, audience: 'watchword' });
  });
  afterEach(() => service.stop());

  it.each([
    ['recent', 595, 605, 600],
    ['minute', 55, 65, 60],
  ])('%s is open until %i s after the sign-in, and refuses after %i s', async (path, young, old, maxAge) => {
    const [open, refused] = [await service.get(path, tokenOf(young)), await service.get(path, tokenOf(old))];

    expect([open.status, refused.status]).toEqual([200, 401]);
    expect(refused.headers.get('www-authenticate')).toBe(
      `Bearer error="insufficient_user_authentication", max_age=${maxAge}`,
    );
    expect(await refused.json()).toMatchObject({ statusCode: 401, code: 'insufficient_user_authentication' });
  });

  it('that requires a recent sign-in refuses tokens of service clients and tokens without auth_time', async () => {
    const { issuer } = kit.watchword;
    const [client, old] = [kit.watchword.token(clientClaims(issuer, 'orders')), kit.watchword.token()];

    expect([(await service.get('recent', client)).status, (await service.get('recent', old)).status]).toEqual(
      [401, 401],
    );
  });

  it.each<[string, string[], number]>([
    ['passkey', ['swk', 'mfa'], 200],
    ['passkey', ['pwd', 'hwk', 'mfa'], 200],
    ['passkey', ['pwd', 'otp', 'mfa'], 401],
    ['passkey', [], 401],
    ['either', ['otp'], 200],
    ['either', ['hwk'], 200],
    ['either', ['pwd'], 401],
  ])('%s responds to a session with the methods %j with %i', async (path, amr, status) => {
    expect((await service.get(path, tokenOf(86_400, amr))).status).toBe(status);
  });

  it('that requires a method names the accepted methods in its response', async () => {
    const { headers } = await service.get('either', tokenOf(0));

    expect(headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_user_authentication", error_description="The sign-in must be by passkey or otp"',
    );
  });

  it('that requires a role, a recent sign-in and a method refuses tokens without any one of them', async () => {
    const admin = { roles: ['admin'] };
    const asked = [
      tokenOf(0, ['pwd', 'otp', 'mfa'], admin),
      tokenOf(0, ['pwd', 'otp', 'mfa']),
      tokenOf(700, ['pwd', 'otp', 'mfa'], admin),
      tokenOf(0, ['pwd'], admin),
    ];

    const answers = await Promise.all(asked.map((token) => service.get('all', token)));

    expect(answers.map(({ status }) => status)).toEqual([200, 403, 401, 401]);
  });

  it('responds to a request without a token with 401 and no step-up error', async () => {
    const answer = await service.get('recent', '');

    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });
});

describe('a service without Nest', () => {
  it('makes the same demands with functions that throw an error with the response', async () => {
    const verifier = await kit.start();
    const [young, old] = [await verifier.verify(tokenOf(0)), await verifier.verify(tokenOf(61))];

    expect(() => assertRecentSignIn(young, 60)).not.toThrow();
    expect(() => assertRecentSignIn(old, 60)).toThrow(StepUpNeeded);
    expect(() => assertMethods(young, ['password', 'passkey'])).not.toThrow();
    expect(() => assertMethods(young, ['mfa'])).toThrow(
      expect.objectContaining({ status: 401, code: 'insufficient_user_authentication' }),
    );
  });
});
