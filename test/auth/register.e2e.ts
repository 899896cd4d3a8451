import { type Answer, patiently } from '../support/client.js';
import { isSqlite } from '../support/database.js';
import { freshName, PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';

/** With retries, passwords must not wait longer than a request may take: they would be hashed in vain, and again. */
const service = useService(isSqlite() ? {} : { HASH_QUEUE_SECONDS: '4' });

const register = (name: string, password = PASSWORD) => service.post('/register', { name, password });
const times = <T>(count: number, one: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => one(index)));

describe('registration', () => {
  it('creates only one account for fifty simultaneous requests with the same name', async () => {
    const name = freshName();

    const answers = await times(50, () => register(name));

    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'name_taken')).toHaveLength(49);
    expect(await service.rows(`SELECT id FROM users WHERE name = '${name}'`)).toHaveLength(1);
  });

  it('creates two hundred accounts at once, on SQLite without retries', async () => {
    const orLater = isSqlite() ? (ask: () => Promise<Answer>) => ask() : patiently;
    const answers = await times(200, (index) => orLater(() => register(`crowd-${index}`)));

    const isMade = ({ status, body }: Answer) =>
      status === 201 || (!isSqlite() && body.code === 'name_taken'); // its first request created it after the 503
    expect(answers.filter((answer) => !isMade(answer))).toEqual([]);
    expect(await service.rows(`SELECT id FROM users WHERE name LIKE 'crowd-%'`)).toHaveLength(200);
  });

  it.each([
    ['case', 'Zoë.Quinn', 'ZOË.QUINN'],
    ['width', 'wide-name', 'ｗｉｄｅ-ｎａｍｅ'],
    ['normal form', 'Andr\u00e9s', 'Andre\u0301s'],
    ['case in Greek', 'ΣΊΣΥΦΟΣ', 'σίσυφος'],
  ])('treats names that differ in %s as the same name', async (_, one, other) => {
    expect((await register(one)).status).toBe(201);
    expect((await register(other)).body.code).toBe('name_taken');
    expect((await service.post('/login', { name: other, password: PASSWORD })).status).toBe(200);
  });

  it('measures the length of a name as it was typed, before Unicode normalization', async () => {
    const decomposed = (letters: number) => 'e\u0301'.repeat(letters);

    expect((await register(decomposed(32))).status).toBe(201);
    expect((await register(decomposed(33))).body).toMatchObject({
      code: 'validation_failed',
      errors: [{ field: 'name', rule: 'too_long' }],
    });
  });

  it.each([
    ['ß and ss', 'strauß', 'strauss'],
    ['accents', 'resume', 'résumé'],
    ['a dotless i', 'kız', 'kiz'],
  ])('treats names that differ in %s as different names', async (_, one, other) => {
    expect((await register(one)).status).toBe(201);
    expect((await register(other)).status).toBe(201);
  });

  it.each(['trailing ', 'mood😀', 'mood😁', 'zero\u200bwidth', 'soft\u00adhyphen'])(
    'refuses %j as a name',
    async (name) => {
      await register(name.replace(/[^a-z]/g, ''));

      expect((await register(name)).status).toBe(400);
      expect((await service.post('/login', { name, password: PASSWORD })).status).toBe(401);
    },
  );

  it.each([
    ['too short', 'seven77'],
    ['common', 'password123'],
    ['the name of the user', 'own-name-person'],
  ])('refuses a password that is %s', async (_, password) => {
    const { status, body } = await register('own-name-person', password);

    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'validation_failed', errors: [{ field: 'password' }] });
  });

  it('lets two users have the same address as long as it is not verified', async () => {
    const answers = await times(2, () =>
      service.post('/register', { name: freshName(), password: PASSWORD, email: 'shared@example.com' }),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  });

  it('stores no password, only a hash', async () => {
    const { id } = await service.person();

    const [row] = await service.rows<{ password_hash: string }>(
      `SELECT password_hash FROM users WHERE id = '${id}'`,
    );

    expect(row?.password_hash).toMatch(/^\$bcrypt-sha256\$v=2,t=2b,r=4\$/);
  });
});
