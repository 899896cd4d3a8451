import { decodeJwt } from '../support/jwt.js';
import { basic, makeServiceClient, postForm } from '../support/service-clients.js';
import { useService } from '../support/service.js';

const service = useService();
afterEach(() => jest.restoreAllMocks());

const proofOf = (token: string) => {
  const { amr, auth_time } = decodeJwt(token);
  return { amr, auth_time };
};

describe('amr and auth_time', () => {
  it('say that a password was checked, and when', async () => {
    const before = Math.floor(Date.now() / 1000);
    const { token } = await service.person();

    expect(proofOf(token)).toEqual({ amr: ['pwd'], auth_time: expect.any(Number) });
    expect(Number(decodeJwt(token).auth_time)).toBeGreaterThanOrEqual(before);
  });

  it('stay the same however often the session is refreshed', async () => {
    const { token, refreshToken } = await service.person();
    service.travel(3600);
    const first = await service.post('/refresh', { refreshToken });
    const second = await service.post('/refresh', { refreshToken: first.body.refreshToken });

    expect([proofOf(first.body.token), proofOf(second.body.token)]).toEqual([proofOf(token), proofOf(token)]);
  });

  it('are returned by introspection', async () => {
    const { token } = await service.person();
    const client = await makeServiceClient(service, await service.admin());
    const { body } = await postForm(service, '/oauth/introspect', { token }, basic(client));

    expect(body).toMatchObject({ active: true, ...proofOf(token) });
  });

  it('are pwd and the start of the session for a session that began before the columns existed', async () => {
    const { token, refreshToken } = await service.person();
    await service.execute(
      `UPDATE sessions SET auth_time = NULL WHERE id = '${String(decodeJwt(token).sid)}'`,
    );
    const [row] = await service.rows<{ created_at: Date | string }>(
      `SELECT created_at FROM sessions WHERE id = '${String(decodeJwt(token).sid)}'`,
    );
    const { body } = await service.post('/refresh', { refreshToken });

    const createdAt = Math.floor(new Date(row!.created_at).getTime() / 1000);
    expect(proofOf(body.token)).toEqual({ amr: ['pwd'], auth_time: createdAt });
  });
});
