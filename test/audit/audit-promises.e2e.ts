import { AuditKit } from '../support/audit-kit.js';
import { freshName, PASSWORD, type Person } from '../support/people.js';
import { useService } from '../support/service.js';
import { makeServiceClient } from '../support/service-clients.js';

const service = useService();
const kit = new AuditKit(service);
let admin: Person;
beforeAll(async () => void (admin = await service.admin()));

describe('the log of a change:', () => {
  it('the refused removal of the last admin leaves no event', async () => {
    const answer = await kit.around(
      (options) => service.patch(`/users/${admin.id}`, { roles: [] }, options),
      admin.token,
    );

    expect(answer.status).toBe(409);
    expect(answer.events).toEqual([]);
  });

  it('all but one of twenty simultaneous registrations of a name leave no event', async () => {
    const body = { name: freshName(), password: PASSWORD };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => kit.around((options) => service.post('/register', body, options))),
    );

    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.flatMap(({ events }) => events).map(({ type }) => type)).toEqual(['user.registered']);
  });

  it('a change with a failing statement after its event leaves no event', async () => {
    const { token } = await service.person();
    const mend = await kit.breakInserts('revocations', "NEW.type = 'session'");
    const broken = await kit.around((options) => service.post('/logout', undefined, options), token);
    await mend();

    expect(broken.status).toBe(500);
    expect(broken.events).toEqual([]);
    expect((await service.get('/protected', { token })).status).toBe(200);
  });

  it('a change that cannot be recorded is not made', async () => {
    const mend = await kit.breakInserts('audit_events', "NEW.type = 'user.registered'");
    const name = freshName();
    const { status } = await service.post('/register', { name, password: PASSWORD });
    await mend();

    expect(status).toBe(500);
    expect((await service.post('/register', { name, password: PASSWORD })).status).toBe(201);
  });
});

describe('the audit log', () => {
  it('contains no secret and no name that a user has typed', async () => {
    const mark = 'Recogniz';
    const body = { name: `${mark}.name`, password: `otters ${mark} pebbles`, email: `x@${mark}.example` };
    expect((await service.post('/register', body)).status).toBe(201);
    const { name, password } = body;
    const { token, refreshToken } = (await service.post('/login', { name, password })).body;
    await service.post('/login', { name: body.password, password: body.name });
    await service.patch('/me', { name: `${mark}.other` }, { token });
    const change = { currentPassword: body.password, newPassword: `badgers ${mark} pebbles` };
    expect((await service.post('/me/password', change, { token })).status).toBe(204);
    const client = await makeServiceClient(service, admin);
    await service.post('/refresh', { refreshToken });

    const text = JSON.stringify(await service.rows('SELECT * FROM audit_events'));
    expect(text).not.toMatch(new RegExp(mark, 'i'));
    for (const secret of [token, refreshToken, refreshToken.split('.')[1], client.secret])
      expect(text).not.toContain(secret);
  });

  it('stores only the first 200 characters of a User-Agent', async () => {
    const { events } = await kit.around(
      (options) => service.post('/login', { name: 'x', password: 'y' }, options),
      undefined,
      { 'user-agent': 'a'.repeat(500) },
    );

    expect(events[0]?.userAgent).toBe('a'.repeat(200));
  });
});
