import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { createApp } from '../../../examples/express/app.js';
import { useVerifierKit } from '../../support/verifier-kit.js';

const kit = useVerifierKit();

describe.each([
  ['Express', startExpress],
  ['Nest', startNest],
])('the %s example', (_name, start) => {
  let service: { url: string; stop(): Promise<void> };
  beforeEach(async () => {
    service = await start();
  });
  afterEach(() => service.stop());

  const call = (path: string, token?: string, method = 'GET') =>
    fetch(service.url + path, { method, headers: token ? { authorization: `Bearer ${token}` } : {} });

  it('serves its public route to all callers', async () => {
    expect((await call('/')).status).toBe(200);
  });

  it('accepts a caller with a token', async () => {
    const answer = await call('/orders', kit.watchword.token({ sub: 'ada' }));

    expect(await answer.json()).toEqual({ orders: [], of: 'ada' });
  });

  it('refuses a caller without a token or with an invalid one', async () => {
    const [without, bad] = [await call('/orders'), await call('/orders', 'nonsense')];

    expect([without.status, without.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect([bad.status, bad.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"']);
  });

  it('requires a role', async () => {
    const user = await call('/orders', kit.watchword.token(), 'DELETE');
    const admin = await call('/orders', kit.watchword.token({ roles: ['admin'] }), 'DELETE');

    expect([user.status, admin.status]).toEqual([403, 204]);
  });
});

async function startExpress() {
  const server = createApp(await kit.start()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

async function startNest() {
  const { issuer: ISSUER, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET } = kit.watchword;
  Object.assign(process.env, { ISSUER, CLIENT_ID, CLIENT_SECRET });
  const { AppModule } = await import('../../../examples/nest/app.module.js');
  const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
  const app = module.createNestApplication(new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), stop: () => app.close() };
}
