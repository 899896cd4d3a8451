import { ConnectionError } from 'sequelize';
import { RevocationPoller } from '../../src/revocations/revocation-poller.js';
import { UsersService } from '../../src/users/users.service.js';
import { decodeJwt } from '../support/jwt.js';
import { freshName } from '../support/people.js';
import { clientToken, makeServiceClient } from '../support/service-clients.js';
import { useService } from '../support/service.js';
import { passTime } from '../support/time.js';

const service = useService();
const verify = (token: string, query = '') => service.get(`/verify${query}`, { token });

describe('GET /verify', () => {
  it('identifies the caller in headers, with an empty body', async () => {
    const person = await service.person();

    const { status, headers, body } = await verify(person.token);

    expect(status).toBe(200);
    expect(body).toBe('');
    expect(Object.fromEntries([...headers].filter(([name]) => name.startsWith('x-auth-')))).toEqual({
      'x-auth-user': person.id,
      'x-auth-name': person.name,
      'x-auth-roles': 'user',
      'x-auth-session': decodeJwt(person.token).sid,
      'x-auth-methods': 'pwd',
      'x-auth-time': String(decodeJwt(person.token).auth_time),
    });
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it.each(['Зоя', '山田太郎', 'Zoë'])('encodes the name %s', async (start) => {
    const name = `${start}-${freshName()}`;
    const { token } = await service.person({ name });

    const encoded = (await verify(token)).headers.get('x-auth-name') ?? '';

    expect(encoded).toMatch(/^[\x21-\x7e]+$/);
    expect(decodeURIComponent(encoded)).toBe(name);
  });

  it('lists every role', async () => {
    const roles = (await verify((await service.admin()).token)).headers.get('x-auth-roles');

    expect(roles?.split(',').toSorted()).toEqual(['admin', 'user']);
  });

  it('returns 401 without a token, with a forged one and after a logout', async () => {
    const { token } = await service.person();
    await verify(token);
    await service.post('/logout', undefined, { token });

    const answers = [
      await service.get('/verify'),
      await verify(`${token.slice(0, -4)}AAAA`),
      await verify(token),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(answers.map(({ headers }) => headers.get('www-authenticate'))).toEqual([
      'Bearer',
      'Bearer error="invalid_token"',
      'Bearer error="invalid_token"',
    ]);
    expect(answers[0]?.headers.has('x-auth-user')).toBe(false);
  });

  it('returns 403 when the caller lacks the role that the proxy requires', async () => {
    const [person, admin] = [await service.person(), await service.admin()];

    const refused = await verify(person.token, '?role=admin');

    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    expect(refused.headers.has('x-auth-user')).toBe(false);
    expect((await verify(admin.token, '?role=admin')).status).toBe(200);
    expect((await verify(person.token, '?role=user')).status).toBe(200);
  });

  it.each(['?role=', '?role=a&role=b', '?roles=admin'])('refuses the mistyped query %s', async (query) => {
    expect((await verify((await service.admin()).token, query)).status).toBe(400);
  });

  it('refuses service clients', async () => {
    const token = await clientToken(service, await makeServiceClient(service, await service.admin()));

    expect((await verify(token)).status).toBe(403);
  });

  it('returns the last known name while the database is unavailable, or 503 without one', async () => {
    const [known, unknown] = [await service.person(), await service.person()];
    await verify(known.token);
    passTime(61);
    await service.app.get(RevocationPoller).poll();
    const gone = new ConnectionError(new Error('gone'));
    jest.spyOn(service.app.get(UsersService), 'get').mockRejectedValue(gone);

    const answers = [await verify(known.token), await verify(unknown.token)];
    jest.restoreAllMocks();

    expect(answers.map(({ status }) => status)).toEqual([200, 503]);
    expect(answers[0]?.headers.get('x-auth-name')).toBe(known.name);
  });

  it('needs no database for a repeated caller', async () => {
    const { token } = await service.person();
    await verify(token);

    const statements = await service.statementsOf(async () => {
      for (let count = 0; count < 20; count++) await verify(token);
    });

    expect(statements).toEqual([]);
  });

  it('follows a change of roles at once', async () => {
    const person = await service.person();
    await verify(person.token);
    await service.patch(`/users/${person.id}`, { roles: ['user', 'admin'] }, await service.admin());

    const { body } = await service.post('/refresh', { refreshToken: person.refreshToken });

    expect((await verify(person.token)).status).toBe(401);
    expect((await verify(body.token, '?role=admin')).status).toBe(200);
  });
});
