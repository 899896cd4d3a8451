import { PasswordsService } from '../../src/passwords/passwords.service.js';
import { freshName } from '../support/people.js';
import { useService } from '../support/service.js';

const service = useService();
const NEW = 'herons borrow umbrellas';

describe('my account', () => {
  it('is returned by GET /me', async () => {
    const { token, id, name } = await service.person();

    expect((await service.get('/me', { token })).body).toMatchObject({
      id,
      name,
      roles: ['user'],
      hasPassword: true,
    });
  });

  it('can change its name and address, but not its roles', async () => {
    const { token } = await service.person();
    const name = freshName();

    const changed = await service.patch('/me', { name, email: 'me@example.com' }, { token });
    const refused = await service.patch('/me', { roles: ['admin'] }, { token });

    expect(changed.body).toMatchObject({ name, email: 'me@example.com', emailVerified: false });
    expect(refused.body).toMatchObject({ code: 'validation_failed', errors: [{ field: 'roles' }] });
  });

  it('can change its password only with the old one', async () => {
    const { token, name, password } = await service.person();

    const wrong = await service.post(
      '/me/password',
      { currentPassword: 'not it', newPassword: NEW },
      { token },
    );
    const right = await service.post(
      '/me/password',
      { currentPassword: password, newPassword: NEW },
      { token },
    );

    expect([wrong.status, wrong.body.code, right.status]).toEqual([403, 'wrong_password', 204]);
    expect((await service.post('/login', { name, password })).status).toBe(401);
    expect((await service.post('/login', { name, password: NEW })).status).toBe(200);
  });

  it('keeps only one of two passwords that are set at once', async () => {
    const { token, name, password: currentPassword } = await service.person();
    const wishes = ['herons borrow umbrellas', 'badgers repair trombones'];

    const answers = await Promise.all(
      wishes.map((newPassword) => service.post('/me/password', { currentPassword, newPassword }, { token })),
    );

    const logins = await Promise.all(wishes.map((password) => service.post('/login', { name, password })));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(logins.map(({ status }) => status)).toEqual(
      answers.map(({ status }) => (status === 204 ? 200 : 401)),
    );
  });

  it('refuses a new password that the policy forbids, and names the field', async () => {
    const { token, password } = await service.person();

    const { body } = await service.post(
      '/me/password',
      { currentPassword: password, newPassword: 'password1' },
      { token },
    );

    expect(body).toMatchObject({ code: 'validation_failed', errors: [{ field: 'newPassword' }] });
  });

  it('can be deleted only with the password', async () => {
    const { token, name, password } = await service.person();

    const wrong = await service.delete('/me', { password: 'not it' }, { token });
    const right = await service.delete('/me', { password }, { token });

    expect([wrong.body.code, right.status]).toEqual(['wrong_password', 204]);
    expect((await service.post('/login', { name, password })).status).toBe(401);
    expect((await service.get('/me', { token })).status).toBe(401);
  });

  it('is not deleted when its password changes while the old one is checked', async () => {
    const { token, password } = await service.person();
    const passwords = service.app.get(PasswordsService);
    const matches = passwords.matches.bind(passwords);
    jest.spyOn(passwords, 'matches').mockImplementationOnce(async (...claim) => {
      const isRight = await matches(...claim);
      await service.post('/me/password', { currentPassword: password, newPassword: NEW }, { token });
      return isRight;
    });

    const { body } = await service.delete('/me', { password }, { token });

    expect(body.code).toBe('wrong_password');
    expect((await service.get('/me', { token })).status).toBe(200);
  });

  it('is exported without a password hash', async () => {
    const { token, id } = await service.person();

    const { body } = await service.get('/me/export', { token });

    expect(body.user.id).toBe(id);
    expect(JSON.stringify(body)).not.toMatch(/hash|\$bcrypt/);
  });
});
