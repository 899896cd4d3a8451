import { expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';

const service = useService();
afterEach(() => jest.restoreAllMocks());

describe('the signing keys that admins see', () => {
  it('are rotated once by two simultaneous requests, and the next one signs only later', async () => {
    const admin = await service.admin();
    const [first] = (await service.get('/keys', admin)).body;

    const rotations = await Promise.all([1, 2].map(() => service.post('/keys/rotate', undefined, admin)));
    const { body: keys } = await service.get('/keys', admin);
    const { body: events } = await service.get('/audit?type=keys.rotated', admin);

    expect(rotations.map(({ status }) => status)).toEqual([204, 204]);
    expect(keys).toEqual([
      first,
      {
        id: expect.any(String),
        algorithm: 'ES256',
        createdAt: expect.any(String),
        signsFrom: expect.any(String),
      },
    ]);
    expect(Date.parse(keys[1].signsFrom)).toBeGreaterThan(Date.now());
    expect(events[0]).toMatchObject({ actor: admin.id, subject: keys[1].id });
  });

  it('contain no key material', async () => {
    const { body } = await service.get('/keys', await service.admin());

    expect(Object.keys(body[0])).toEqual(['id', 'algorithm', 'createdAt', 'signsFrom']);
  });

  it('can be rotated only by an admin with a recent sign-in', async () => {
    const [person, admin] = [await service.person(), await service.admin()];
    expect((await service.post('/keys/rotate', undefined, person)).status).toBe(403);
    service.travel(600);

    const answer = await service.post('/keys/rotate', undefined, admin);

    expectProblem(answer, 401, 'insufficient_user_authentication');
  });
});
