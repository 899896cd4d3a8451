import { personWithTotp } from '../support/factors.js';
import { PASSWORD, type Person } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';

const service = useService();
afterEach(() => jest.restoreAllMocks());

const challengeOf = async ({ name }: Person) =>
  (await service.post('/login', { name, password: PASSWORD })).body.challenge as string;
const signIn = async (person: Person, code: string) =>
  service.post('/login/recovery-code', { challenge: await challengeOf(person), code });

describe('a recovery code', () => {
  it('completes a sign-in in place of another factor, once', async () => {
    const person = await personWithTotp(service);
    const [code = ''] = person.recoveryCodes;

    expect((await signIn(person, code)).status).toBe(200);
    expectProblem(await signIn(person, code), 401, 'invalid_code');
    expect((await service.get('/me/recovery-codes', person)).body).toEqual({ remaining: 9 });
  });

  it('is accepted in lower case, with spaces and without hyphens', async () => {
    const person = await personWithTotp(service);
    const [code = ''] = person.recoveryCodes;

    expect((await signIn(person, ` ${code.toLowerCase().replaceAll('-', ' ')} `)).status).toBe(200);
  });

  it('is accepted only once when it is sent twenty times at once', async () => {
    const person = await personWithTotp(service);
    const [code = ''] = person.recoveryCodes;
    const challenges = await Promise.all(Array.from({ length: 20 }, () => challengeOf(person)));

    const answers = await Promise.all(
      challenges.map((challenge) => service.post('/login/recovery-code', { challenge, code })),
    );

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('is refused after new ones were created', async () => {
    const person = await personWithTotp(service);
    const { status, body } = await service.post('/me/recovery-codes', undefined, person);

    expect([status, body.recoveryCodes.length]).toEqual([200, 10]);
    expectProblem(await signIn(person, person.recoveryCodes[0] as string), 401, 'invalid_code');
    expect((await signIn(person, body.recoveryCodes[0])).status).toBe(200);
  });

  it('cannot be created by a user without a factor', async () => {
    const person = await service.person();

    expectProblem(await service.post('/me/recovery-codes', undefined, person), 409, 'no_factor');
  });

  it('is deleted with the last factor', async () => {
    const person = await personWithTotp(service);
    await service.delete(`/me/totp/${person.app.id}`, undefined, person);

    expect((await service.get('/me/recovery-codes', person)).body).toEqual({ remaining: 0 });
    expect((await service.post('/login', { name: person.name, password: PASSWORD })).status).toBe(200);
  });

  it('is not needed for a sign-in with another factor after the last one was used', async () => {
    const person = await personWithTotp(service);
    await service.execute(
      `UPDATE recovery_codes SET spent_at = created_at WHERE user_id = '${person.id}' AND code_hash NOT IN (
         SELECT code_hash FROM (SELECT MIN(code_hash) AS code_hash FROM recovery_codes WHERE user_id = '${person.id}') one
       )`,
    );
    const answers = [];
    for (const code of person.recoveryCodes.slice(0, 4)) answers.push(await signIn(person, code));

    const { body } = await service.post('/login', { name: person.name, password: PASSWORD });
    expect(body.factors).toContain('totp');
  });
});

describe('an admin', () => {
  it('can reset the factors of a user, which ends the user’s sessions', async () => {
    const [admin, person] = [await service.admin(), await personWithTotp(service)];

    const { status } = await service.delete(`/users/${person.id}/factors`, undefined, admin);

    expect(status).toBe(204);
    expect((await service.get('/me', person)).status).toBe(401);
    expect((await service.post('/login', { name: person.name, password: PASSWORD })).status).toBe(200);
    const events = await service.rows<{ type: string }>(
      `SELECT type FROM audit_events WHERE subject = '${person.id}' AND type LIKE 'factor.%' ORDER BY id`,
    );
    expect(events.map(({ type }) => type)).toEqual(['factor.added', 'factor.reset']);
  });

  it('does not see the factors of a user', async () => {
    const [admin, person] = [await service.admin(), await personWithTotp(service)];
    const { body } = await service.get(`/users/${person.id}`, admin);

    expect(JSON.stringify(body)).not.toMatch(/totp|factor|secret/i);
  });
});

it('a user who is deleted leaves no factors, recovery codes or challenges in the database', async () => {
  const person = await personWithTotp(service);
  await challengeOf(person);

  await service.delete('/me', { password: PASSWORD }, person);

  for (const table of ['totp_devices', 'recovery_codes', 'pending_sign_ins'])
    expect(await service.rows(`SELECT user_id FROM ${table} WHERE user_id = '${person.id}'`)).toEqual([]);
});
