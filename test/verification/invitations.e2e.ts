import { useMailbox } from '../support/mailbox.js';
import { freshName, type Person, PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';

const mailbox = useMailbox();
const service = useService(() => mailbox.environment);
let admin: Person;
beforeAll(async () => void (admin = await service.admin()));

const create = (body: object) => service.post('/users', { name: freshName(), ...body }, admin);

describe('an invited user', () => {
  it('chooses the first password by the link, which verifies the address', async () => {
    const email = `${freshName()}@example.com`;
    const { status, body: user } = await create({ email });
    const { token, links } = await mailbox.next(email);

    expect(status).toBe(201);
    expect((await service.post('/login', { name: user.name, password: '!' })).status).toBe(401);
    expect(links[0]).toContain('/reset-password?token=');
    expect((await service.post('/password/reset', { token, newPassword: PASSWORD })).status).toBe(204);
    const { body } = await service.post('/login', { name: email, password: PASSWORD });
    expect((await service.get('/me', body)).body).toMatchObject({ id: user.id, emailVerified: true });
  });

  it('can be invited again by an admin, which makes the older link invalid', async () => {
    const email = `${freshName()}@example.com`;
    const { body: user } = await create({ email });
    const older = await mailbox.next(email);

    expect((await service.post(`/users/${user.id}/invite`, undefined, admin)).status).toBe(202);
    await mailbox.next(email, 2);

    const { body } = await service.post('/password/reset', { token: older.token, newPassword: PASSWORD });
    expect(body.code).toBe('invalid_token');
  });

  it('needs an address', async () => {
    const { body } = await create({});
    const { id } = await service.person();

    expect(body).toMatchObject({ code: 'validation_failed', errors: [{ field: 'password' }] });
    expect((await service.post(`/users/${id}/invite`, undefined, admin)).body.code).toBe('no_address');
  });
});
