import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { ADMIN, freshAddress, freshName, makePerson, type Person } from '../support/people.js';
import { findingsIn } from '../support/diagnosis.js';
import { expectProblem } from '../support/problems.js';
import { runCli, ServiceProcess } from '../support/process.js';

const PRODUCTION = {
  NODE_ENV: 'production',
  SECRET_KEY: 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=',
};

let database: FreshDatabase;
let service: ServiceProcess;
let admin: Person;
beforeAll(async () => {
  database = await freshDatabase({ onDisk: true });
  service = await new ServiceProcess({ ...PRODUCTION, DATABASE_URL: database.url }).start();
  const { body } = await service.post('/login', ADMIN);
  const me = await service.get('/me', { token: body.token });
  admin = { ...ADMIN, id: me.body.id, token: body.token, refreshToken: body.refreshToken };
});
afterAll(async () => {
  await service.stop();
  await database.drop();
});

describe('in production without SMTP_URL', () => {
  it('the service at its start and the doctor command report that no mail is sent', async () => {
    const environment = { ...PRODUCTION, DATABASE_URL: database.url };
    const findings = await findingsIn(environment);
    const { output } = await runCli(['doctor'], environment);
    while (!service.output.includes('SMTP_URL')) await new Promise((done) => setTimeout(done, 50));

    expect(findings.SMTP_URL).toMatchObject({
      level: 'warning',
      text: expect.stringContaining('mail_unavailable'),
    });
    expect(output).toMatch(/SMTP_URL.*is not set: no mail is sent/);
    expect(service.output).toMatch(/SMTP_URL.*is not set: no mail is sent/);
  });

  it('routes that need mail return 503 mail_unavailable, also for accounts that do not exist', async () => {
    const { id, name } = await makePerson(service, { email: freshAddress() });
    const account = { name: freshName(), email: freshAddress() };
    const answers = [
      await service.post('/password/forgot', { login: name }),
      await service.post('/password/forgot', { login: 'no-such-person' }),
      await service.post('/email/verify/resend', { login: name }),
      await service.post('/users', account, admin),
      await service.post(`/users/${id}/invite`, undefined, admin),
    ];

    for (const answer of answers) expectProblem(answer, 503, 'mail_unavailable');
    const { body } = await service.get(`/users?q=${account.name}`, admin);
    expect(body).toEqual([]);
  });

  it('routes that do not need mail work, and queue no mail', async () => {
    const person = await makePerson(service, { email: freshAddress() });
    const changed = await service.patch('/me', { email: freshAddress() }, person);
    const disabled = await service.patch(`/users/${person.id}`, { disabled: true }, admin);
    const mails = await service.get('/mail', admin);

    expect([changed.status, disabled.status, mails.body]).toEqual([200, 200, []]);
  });
});
