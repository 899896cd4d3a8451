import { RolesService } from '../../src/users/roles.service.js';
import { HealthService } from '../../src/operations/health/health.service.js';
import { OAuthService } from '../../src/oauth/oauth.service.js';
import { HashingLanes } from '../../src/passwords/hashing-lanes.js';
import { Overloaded } from '../../src/passwords/passwords.errors.js';
import { RevocationMemory } from '../../src/revocations/revocation-memory.js';
import { ContractKit } from '../support/contract-kit.js';
import type { RawAnswer } from '../support/contract.js';
import { PASSWORD, type Person } from '../support/people.js';
import { clientToken } from '../support/service-clients.js';
import { useService } from '../support/service.js';

const service = useService();

let kit: ContractKit;
let person: Person;

beforeAll(async () => {
  kit = await ContractKit.of(service);
  person = await service.person();
});

afterEach(() => jest.restoreAllMocks());

describe('the check of a response', () => {
  const user = () => service.get('/me', { token: person.token });
  const faultsOf = (answer: Partial<RawAnswer>) =>
    kit.contract.faultsOf(kit.named('getMe'), {
      status: 200,
      headers: new Headers({ 'content-type': 'application/json' }),
      text: '{}',
      ...answer,
    });

  it('finds an undocumented status, content type, header, code, field and value', async () => {
    const { body } = await user();
    const problem = new Headers({ 'content-type': 'application/problem+json' });

    expect(faultsOf({ text: JSON.stringify(body) })).toEqual([]);
    expect(faultsOf({ status: 418 })).toEqual([expect.stringContaining('418')]);
    expect(faultsOf({ text: JSON.stringify({ ...body, passwordHash: 'x' }) })).toHaveLength(1);
    expect(faultsOf({ text: JSON.stringify({ ...body, createdAt: 'now' }) })).toHaveLength(1);
    expect(faultsOf({ headers: new Headers({ 'content-type': 'text/plain' }) })).toHaveLength(1);
    expect(faultsOf({ status: 401, headers: problem, text: '{"code":"nope"}' })).toEqual([
      'header WWW-Authenticate is missing',
      expect.stringContaining('must have required property'),
      'code nope is not documented for 401',
    ]);
  });
});

describe('the contract, while the service has problems,', () => {
  it('is kept by all routes for users and services when revocations are unknown', async () => {
    const token = await clientToken(service, kit.operations.client);
    await kit.expect(kit.named('listRevocations'), '200', { token });
    jest.spyOn(service.app.get(RevocationMemory).freshness, 'isStale', 'get').mockReturnValue(true);

    for (const operation of kit.operations.for('people'))
      await kit.expect(operation, '503 unavailable', { id: person.id, token: person.token });
    await kit.expect(kit.named('listRevocations'), '503 unavailable', { token });
    await kit.expect(kit.named('introspectToken'), '503 temporarily_unavailable', { token });
  });

  it('is kept when too many passwords are waiting, and when this replica is not ready', async () => {
    jest.spyOn(service.app.get(HashingLanes), 'run').mockRejectedValue(new Overloaded());
    await kit.expect(kit.named('logIn'), '503 overloaded', {
      fields: { name: person.name, password: PASSWORD },
    });

    await service.app.get(HealthService).drain(0);
    await kit.expect(kit.named('getReadiness'), '503 not_ready', {});
  });

  it('is kept by internal errors of the service', async () => {
    jest.spyOn(service.app.get(RolesService), 'list').mockRejectedValue(new Error('a fault'));
    jest.spyOn(service.app.get(OAuthService), 'grant').mockRejectedValue(new Error('a fault'));

    await kit.expect(kit.named('listRoles'), '500 internal_error', { token: kit.operations.admin.token });
    await kit.expect(kit.named('createOAuthToken'), '500 server_error', {
      headers: { authorization: kit.operations.client.basic },
      fields: { grant_type: 'client_credentials' },
    });
  });
});

describe('the contract of a service with limits, and without a token for metrics', () => {
  const strict = useService({
    LOGIN_LIMIT: '3/1m',
    REGISTER_LIMIT: '3/1m',
    REFRESH_LIMIT: '3/1m',
    MAIL_REQUEST_LIMIT: '3/1m',
    LOGIN_BY_EMAIL: 'on',
  });

  it('is kept by every operation with a limit', async () => {
    const limited = await ContractKit.of(strict);
    const { token } = limited.operations.admin;
    const wrong = { fields: { name: 'somebody', password: 'wrong' }, token };
    const own = ['deleteMe', 'changeMyPassword', 'updateMe', 'exportMyData', 'stepUp', 'beginPasskeyStepUp'];
    // Limited by account, by client or wider: see test/factors, test/device-sign-in and test/throttling/own-limits.
    const elsewhere = [
      'addPasskey',
      'authorizeDevice',
      'beginPasskey',
      'beginPasskeyLogin',
      'beginTotp',
      'confirmTotp',
      'logInWithPasskey',
      'logInWithRecoveryCode',
      'logInWithTotp',
      'removeMyPassword',
      'removePasskey',
      'removeTotpDevice',
      'renamePasskey',
      'replaceRecoveryCodes',
    ];
    const mailed = [
      'forgotPassword',
      'logInByEmail',
      'requestEmailLogin',
      'resendVerification',
      'resetPassword',
      'undoEmailChange',
      'verifyEmail',
    ];
    const registrations = ['registerUser', 'beginPasskeyRegistration', 'registerWithPasskey'];
    const names = [...registrations, 'logIn', 'refreshSession', ...own, ...mailed];
    const documented = limited.operations.all.filter(({ responses }) =>
      JSON.stringify(responses['429'] ?? '').includes('RateLimited'),
    );

    const ids = documented.map(({ operationId }) => operationId);
    expect(ids.toSorted()).toEqual([...names, ...elsewhere].toSorted());
    for (const operation of documented.filter(({ operationId }) => !elsewhere.includes(operationId))) {
      const asked = operation.method === 'GET' ? { token } : wrong;
      for (let count = 0; count < 5; count += 1) await limited.ask(operation, asked);
      const { headers } = await limited.expect(operation, '429 rate_limited', asked);
      expect(headers.get('ratelimit-remaining')).toBe('0');
    }
    await limited.expect(limited.named('getMetrics'), '404 not_found', {});
  });
});
