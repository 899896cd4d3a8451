import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HashFile } from '../../src/passwords/hash-file.js';
import { freshName, PASSWORD } from '../support/people.js';
import { findingsIn } from '../support/diagnosis.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { runCli, ServiceProcess } from '../support/process.js';
import { hashFileOf } from '../support/range-server.js';
import { Service, useService } from '../support/service.js';

const BREACHED = ['walruses adore accordions', 'seals prefer trombones'];

const folder = mkdtempSync(join(tmpdir(), 'watchword-breaches-'));
const list = join(folder, 'list.txt');
writeFileSync(list, hashFileOf(BREACHED));
afterAll(() => rmSync(folder, { recursive: true }));

const REFUSING = { BREACHED_PASSWORDS: `offline:${list}`, PASSWORD_CONTEXT_WORDS: 'Acme,watchword' };
const service = useService(REFUSING);

const CASES = [
  ['breached_password', BREACHED[0]!],
  ['breached_password', BREACHED[1]!],
  ['context_word', 'Acme-2026!'],
  ['context_word', '!!WatchWord!!'],
] as const;

const refusal = (field: string, rule: string) => ({
  status: 400,
  body: { code: 'validation_failed', errors: [{ field, rule }] },
});

describe('a service with a file of breached passwords and with context words', () => {
  it.each(CASES)(
    'refuses, with the rule %s, the password %s wherever a new one is chosen',
    async (rule, password) => {
      const { token: admin } = await service.admin();
      const { token, password: currentPassword } = await service.person();
      const account = { name: freshName(), password };

      const registered = await service.post('/register', account);
      const created = await service.post('/users', account, { token: admin });
      const changed = await service.post(
        '/me/password',
        { currentPassword, newPassword: password },
        { token },
      );

      expect(registered).toMatchObject(refusal('password', rule));
      expect(created).toMatchObject(refusal('password', rule));
      expect(changed).toMatchObject(refusal('newPassword', rule));
    },
  );

  it('accepts other passwords, including one that is longer than its context word', async () => {
    for (const password of [PASSWORD, 'acme otters juggle'])
      expect((await service.post('/register', { name: freshName(), password })).status).toBe(201);
  });

  it('uses a newer file at once, and accepts every password while there is none', async () => {
    const password = 'badgers envy saxophones';
    const register = () => service.post('/register', { name: freshName(), password });

    writeFileSync(list, hashFileOf([...BREACHED, password]));
    const refused = await register();
    rmSync(list);
    const accepted = await register();
    writeFileSync(list, hashFileOf(BREACHED));

    expect(refused).toMatchObject(refusal('password', 'breached_password'));
    expect(accepted.status).toBe(201);
    expect(service.logLines.join()).toMatch(/passwords are accepted without a check for breaches: ENOENT/);
  });

  it('accepts every password while the file system does not respond', async () => {
    const search = jest.spyOn(HashFile.prototype, 'has').mockReturnValue(new Promise(() => undefined));

    const { status } = await service.post('/register', { name: freshName(), password: BREACHED[0] });

    search.mockRestore();
    expect(status).toBe(201);
  });
});

describe('the start and the commands', () => {
  let database: FreshDatabase;
  beforeEach(async () => void (database = await freshDatabase()));
  afterEach(() => database.drop());

  const unsorted = join(folder, 'unsorted.txt');
  writeFileSync(unsorted, hashFileOf(BREACHED).split('\r\n').toReversed().slice(1).join('\r\n'));
  const without = { BREACHED_PASSWORDS: `offline:${join(folder, 'none.txt')}` };
  const withUnsorted = { BREACHED_PASSWORDS: `offline:${unsorted}` };

  it.each([
    ['is not there', without, 'none.txt does not exist'],
    ['is not sorted', withUnsorted, 'unsorted.txt is not sorted by hash'],
  ])('fail with a plain message when the file %s', async (_, environment, words) => {
    const variables = { ...environment, DATABASE_URL: database.url };
    const starting = new ServiceProcess(variables);
    const { code, output } = await runCli(['users', 'create', '--name', 'alice'], variables, PASSWORD);
    const { BREACHED_PASSWORDS: finding } = await findingsIn(variables);

    await expect(starting.start()).rejects.toThrow(`BREACHED_PASSWORDS: `);
    expect(starting.output).toContain(words);
    expect([code, output]).toEqual([1, expect.stringContaining(words)]);
    expect(finding).toMatchObject({ level: 'problem', text: expect.stringContaining(words) });
  });

  it('refuse a breached password for the first admin and for users created by a command', async () => {
    const [ADMIN_PASSWORD = ''] = BREACHED;
    const starting = new Service({ ...REFUSING, ADMIN_PASSWORD }, database);

    await expect(starting.start()).rejects.toThrow(/password was found in a data breach/);
    await starting.stop();
    const variables = { ...REFUSING, DATABASE_URL: database.url };
    const { code, output } = await runCli(['users', 'create', '--name', 'alice'], variables, BREACHED[1]);

    expect([code, output]).toEqual([1, expect.stringContaining('password was found in a data breach')]);
  });

  it('have no problem with a valid file or without one, as the doctor reports', async () => {
    for (const variables of [REFUSING, {}])
      expect(await findingsIn({ ...variables, DATABASE_URL: database.url })).toMatchObject({
        BREACHED_PASSWORDS: { level: 'ok' },
      });
  });
});
