import { ConnectionError } from 'sequelize';
import { Operations } from '../support/operations.js';
import { clientToken } from '../support/service-clients.js';
import { useService } from '../support/service.js';

const ENDLESS = '/revocations/stream';

const service = useService();
afterEach(() => void jest.restoreAllMocks());

it('while the database is unavailable, no route returns 500 to any caller', async () => {
  const operations = await Operations.of(service);
  const { admin, client } = operations;
  const callers = [
    { token: admin.token },
    { token: await clientToken(service, client) },
    { headers: { authorization: client.basic } },
  ];
  const { connectionManager } = service.sequelize as unknown as { connectionManager: object };
  jest
    .spyOn(connectionManager as { getConnection(): Promise<never> }, 'getConnection')
    .mockRejectedValue(new ConnectionError(new Error('gone')));

  const routes = operations.all.filter(({ path }) => path !== ENDLESS);
  const calls = routes.flatMap((route) =>
    callers.map(async (caller) => {
      const { status } = await operations.call(route, caller);
      return `${route.method} ${route.path} ${status}`;
    }),
  );
  const answers = await Promise.all(calls);

  expect(answers.filter((answer) => answer.endsWith('503')).length).toBeGreaterThan(routes.length / 2);
  expect(answers.filter((answer) => /5(?!03)\d\d$/.test(answer))).toEqual([]);
}, 60_000);
