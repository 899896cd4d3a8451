import { personWithTotp } from '../support/factors.js';
import { Operations } from '../support/operations.js';
import { PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';

const service = useService({ LOGIN_BY_EMAIL: 'on' });

describe('a challenge', () => {
  it('is refused as an access token by every guarded route of the OpenAPI document', async () => {
    const operations = await Operations.of(service);
    const { name } = await personWithTotp(service);
    const { challenge: token } = (await service.post('/login', { name, password: PASSWORD })).body;
    const guarded = operations.all.filter((operation) => operation.security?.length);

    const statuses = [];
    for (const operation of guarded)
      statuses.push([operation.operationId, (await operations.call(operation, { token })).status]);

    expect(guarded.length).toBeGreaterThan(30);
    expect(statuses.filter(([, status]) => status !== 401)).toEqual([]);
  });
});
