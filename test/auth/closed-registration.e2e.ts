import { HashingLanes } from '../../src/passwords/hashing-lanes.js';
import { ContractKit } from '../support/contract-kit.js';
import { freshName, PASSWORD } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';

const service = useService({ REGISTRATION: 'closed', REGISTER_LIMIT: '2/1m' });

const register = (body: object) => service.post('/register', body);
const account = () => ({ name: freshName(), password: PASSWORD });

afterEach(() => jest.restoreAllMocks());

describe('a service with REGISTRATION=closed', () => {
  it('refuses every registration, whatever is in the body', async () => {
    for (const body of [account(), { ...account(), name: 'root' }, { password: 'x' }, {}])
      expectProblem(await register(body), 403, 'registration_closed');
  });

  it('counts no registration towards the limit, and hashes no password', async () => {
    const hashing = jest.spyOn(service.app.get(HashingLanes), 'run');

    const statements = await service.statementsOf(() =>
      Promise.all([1, 2, 3, 4].map(() => register(account()))),
    );
    const { status, headers } = await register(account());

    expect(status).toBe(403);
    expect(headers.get('ratelimit-remaining')).toBeNull();
    expect(statements).toEqual([]);
    expect(hashing).not.toHaveBeenCalled();
  });

  it('responds as the OpenAPI document says', async () => {
    const kit = await ContractKit.of(service);

    await kit.expect(kit.named('registerUser'), '403 registration_closed', { fields: account() });
  });

  it('lets admins create accounts, and their owners sign in', async () => {
    const { token } = await service.admin();
    const person = account();

    expect((await service.post('/users', person, { token })).status).toBe(201);
    expect((await service.post('/login', person)).status).toBe(200);
  });
});
