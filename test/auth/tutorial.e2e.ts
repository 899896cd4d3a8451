import { freshName, PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';

const service = useService();

describe('of the five routes in the tutorial,', () => {
  it('GET / says that the service is up', async () => {
    const { status, body } = await service.get('/');

    expect(status).toBe(200);
    expect(body).toEqual({ message: 'Watchword is up!' });
  });

  it('POST /register creates an account and returns it without secrets', async () => {
    const name = freshName();

    const { status, body } = await service.post('/register', {
      name,
      password: PASSWORD,
      email: 'a@example.com',
    });

    expect(status).toBe(201);
    expect(body).toEqual({
      msg: 'account created successfully',
      user: {
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
        name,
        email: 'a@example.com',
        displayName: null,
        locale: null,
        metadata: {},
        appMetadata: {},
        emailVerified: false,
        roles: ['user'],
        hasPassword: true,
        disabled: false,
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        updatedAt: expect.any(String),
      },
    });
  });

  it('POST /login returns a token for the right password', async () => {
    const { name } = await service.person();

    const { status, body } = await service.post('/login', { name, password: PASSWORD });

    expect(status).toBe(200);
    expect(body).toMatchObject({ msg: 'ok', tokenType: 'Bearer', expiresIn: 900, token: expect.any(String) });
  });

  it('POST /register and /login accept form bodies too', async () => {
    const form = () => new URLSearchParams({ name: 'form-person', password: PASSWORD });

    expect((await service.post('/register', undefined, { raw: form() })).status).toBe(201);
    expect((await service.post('/login', undefined, { raw: form() })).status).toBe(200);
  });

  it('GET /protected accepts signed-in users and no other callers', async () => {
    const { token } = await service.person();

    const allowed = await service.get('/protected', { token });
    const refused = await service.get('/protected');

    expect(allowed.body).toEqual({ msg: 'Congrats! You are seeing this because you are authorized' });
    expect(refused.status).toBe(401);
    expect(refused.body.code).toBe('unauthenticated');
    expect(refused.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('GET /users lists users for admins only', async () => {
    const { token, name } = await service.person();

    const listed = await service.get('/users', { token: (await service.admin()).token });
    const refused = await service.get('/users', { token });

    expect(listed.body).toEqual(expect.arrayContaining([expect.objectContaining({ name })]));
    expect(refused.status).toBe(403);
    expect(refused.body.code).toBe('forbidden');
  });
});
