import { addTotp, personWithTotp } from '../support/factors.js';
import { decodeJwt } from '../support/jwt.js';
import { ADMIN, PASSWORD } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { basic, makeServiceClient, postForm } from '../support/service-clients.js';
import { useService } from '../support/service.js';

const service = useService({ MFA_REQUIRED_ROLES: 'admin,auditor' });
afterEach(() => jest.restoreAllMocks());

const refresh = (refreshToken: string) => service.post('/refresh', { refreshToken });

/** The admin, with a second factor. All tests share this account. */
let admin: { token: string };
beforeAll(async () => {
  const begun = await service.admin();
  await addTotp(service, begun);
  admin = (await refresh(begun.refreshToken)).body;
});

/** A user with the role `auditor`, given by the admin. */
async function auditor() {
  const person = await service.person();
  await service.put('/roles/auditor', { description: 'reads' }, admin);
  await service.patch(`/users/${person.id}`, { roles: ['user', 'auditor'] }, admin);
  const { body } = await service.post('/login', { name: person.name, password: PASSWORD });
  return { ...person, token: body.token as string, refreshToken: body.refreshToken as string };
}

describe('a user whose role demands a second factor, and who has none', () => {
  it('gets a token that can only add one', async () => {
    const { token } = await auditor();

    expectProblem(await service.get('/protected', { token }), 403, 'mfa_enrollment_required');
    expectProblem(await service.get('/sessions', { token }), 403, 'mfa_enrollment_required');
    expectProblem(await service.get('/verify', { token }), 403, 'mfa_enrollment_required');
    expect((await service.get('/me', { token })).status).toBe(200);
    expect((await service.get('/me/totp', { token })).status).toBe(200);
    expect((await service.post('/logout', undefined, { token })).status).toBe(204);
  });

  it('gets a token that no other service accepts, because it has another audience', async () => {
    const { token } = await auditor();
    const client = await makeServiceClient(service, admin);

    const introspected = await postForm(service, '/oauth/introspect', { token }, basic(client));

    expect(decodeJwt(token).aud).toBe('watchword/enrollment');
    expect(introspected.body).toEqual({ active: false });
  });

  it('gets full access by the next refresh after adding one', async () => {
    const person = await auditor();
    await addTotp(service, person);

    const { body } = await refresh(person.refreshToken);

    expect(decodeJwt(body.token)).toMatchObject({ aud: 'watchword', amr: ['pwd', 'otp', 'mfa'] });
    expect((await service.get('/protected', body)).status).toBe(200);
  });
});

describe('a role that demands a second factor', () => {
  it('that is assigned later makes earlier tokens invalid at once, and applies to the next refresh', async () => {
    const person = await service.person();
    await service.put('/roles/auditor', { description: 'reads' }, admin);

    await service.patch(`/users/${person.id}`, { roles: ['user', 'auditor'] }, admin);

    expect((await service.get('/protected', person)).status).toBe(401);
    const { body } = await refresh(person.refreshToken);
    expectProblem(await service.get('/protected', body), 403, 'mfa_enrollment_required');
  });

  it('that is assigned while a session is refreshed leaves no token without the demand', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, () => service.person()));
    await service.put('/roles/auditor', { description: 'reads' }, admin);

    const tokens = await Promise.all(
      people.map(async ({ id, refreshToken }) => {
        const [answer] = await Promise.all([
          refresh(refreshToken),
          service.patch(`/users/${id}`, { roles: ['user', 'auditor'] }, admin),
        ]);
        return answer.body.token as string;
      }),
    );

    const uses = await Promise.all(tokens.map((token) => service.get('/protected', { token })));
    expect(uses.filter(({ status }) => status === 200)).toEqual([]);
  });

  it('demands nothing from users without the role, with or without a second factor', async () => {
    const person = await service.person();
    const other = await personWithTotp(service);
    const { body } = await service.post('/login', { name: other.name, password: PASSWORD });
    const finished = await service.post('/login/totp', {
      challenge: body.challenge,
      code: other.app.next(),
    });

    expect((await service.get('/protected', person)).status).toBe(200);
    expect(decodeJwt(finished.body.token)).toMatchObject({ aud: 'watchword' });
  });

  it('refuses an admin who has only given the password', async () => {
    const { status, body } = await service.post('/login', ADMIN);

    expect([status, body.code]).toEqual([401, 'mfa_required']);
  });
});
