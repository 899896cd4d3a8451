import { useService } from '../support/service.js';

const service = useService();
afterEach(() => jest.restoreAllMocks());

const lastHour = async () => {
  const { body } = await service.get('/audit/sign-ins', await service.admin());
  return body as { at: string; succeeded: number; failed: number }[];
};
const sumOf = (minutes: { succeeded: number; failed: number }[], outcome: 'succeeded' | 'failed') =>
  minutes.reduce((sum, minute) => sum + minute[outcome], 0);

describe('GET /audit/sign-ins', () => {
  it('counts the sign-ins of the last hour by minute and outcome', async () => {
    const person = await service.person();
    await service.post('/login', { name: person.name, password: 'wrong wrong wrong' });

    const minutes = await lastHour();

    expect(minutes).toHaveLength(60);
    expect([sumOf(minutes, 'succeeded'), sumOf(minutes, 'failed')]).toEqual([2, 1]);
    expect(sumOf(minutes.slice(-2), 'succeeded')).toBe(2);
    const starts = minutes.map(({ at }) => Date.parse(at));
    const [first = 0] = starts;
    expect(starts).toEqual(starts.map((_, index) => first + index * 60_000));
    expect(first % 60_000).toBe(0);
  });

  it('leaves out sign-ins that are older than an hour', async () => {
    const admin = await service.admin();
    service.travel(4000);

    const { token } = (await service.post('/refresh', { refreshToken: admin.refreshToken })).body;
    const { body } = await service.get('/audit/sign-ins', { token });

    expect(sumOf(body, 'succeeded') + sumOf(body, 'failed')).toBe(0);
  });

  it('is only for admins', async () => {
    expect((await service.get('/audit/sign-ins', await service.person())).status).toBe(403);
  });
});
