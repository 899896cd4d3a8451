import { domainToASCII } from 'node:url';
import { useMailbox } from '../support/mailbox.js';
import { freshName, PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';
import { verifiedPerson } from '../support/verification.js';

const mailbox = useMailbox();
const service = useService(() => mailbox.environment);

const APART = '\u200c';
const register = (email: string, name = freshName()) =>
  service.post('/register', { name, password: PASSWORD, email });

/** Returns the newest mail after all have arrived. */
async function newest() {
  await service.outboxIsEmpty();
  return mailbox.mails.at(-1)!;
}

/** Returns the local part unchanged, and the domain in ASCII, which all mail servers accept. */
function partsOf(address: string): string[] {
  const [local = '', domain = ''] = address.split('@');
  return [local, domainToASCII(domain)];
}

describe('an address', () => {
  it.each([
    'alice@example.com\r\nBcc: eve@evil.example',
    'alice@example.com\nRCPT TO:<eve@evil.example>',
    'alice@example.com\0',
    'alice@example.com, eve@evil.example',
    'Alice <alice@example.com>',
    '"eve@evil.example"@example.com',
    '"quoted part"@example.com',
    'alice(comment)@example.com',
    '\u202emoc.elpmaxe@ecila',
    'ali\u200dce@example.com',
    'alïce@example.com',
    `${'x'.repeat(65)}@example.com`,
    `${'x'.repeat(256)}@example.com`,
    `a@${'x'.repeat(250)}.example`,
    'a@b',
    'a@localhost',
    'a@[127.0.0.1]',
    'a@127.0.0.1',
    'a@-.example',
    'a@xn--.example',
    '@example.com',
    'a@',
    '@',
    'a@b@example.com',
  ])('%j is refused with an error that names the field and the rule', async (email) => {
    const before = mailbox.mails.length;
    const { status, body } = await register(email);
    await service.outboxIsEmpty();

    expect([status, body.code]).toEqual([400, 'validation_failed']);
    expect(body.errors).toMatchObject([{ field: 'email', rule: expect.stringMatching(/^\w+$/) }]);
    expect(mailbox.mails).toHaveLength(before);
  });

  it.each([
    `${'x'.repeat(64)}@example.com`,
    "o'brien+tag@example.com",
    '!#$%&*/=?^_`{|}~@example.com',
    'UPPER.lower@EXAMPLE.com',
    'alice@xn--bcher-kva.example',
    'alice@bücher.example',
    'alice@例え.example',
  ])('%s gets its mail, and the link works', async (email) => {
    const { status, body } = await register(email);
    const arrived = await newest();

    expect([status, body.user.email]).toEqual([201, email]);
    expect(partsOf(arrived.to)).toEqual(partsOf(email));
    expect(arrived.raw).not.toMatch(/^bcc:/im);
    expect((await service.post('/email/verify', { token: arrived.token })).status).toBe(204);
    await service.execute('UPDATE users SET verified_email_key = NULL');
  });

  it('is shown as it was typed, and is the same address in upper and lower case', async () => {
    const name = freshName();
    const typed = `${name}.Mixed@Example.COM`;
    await register(typed, name);
    const { token } = await newest();
    await service.post('/email/verify', { token });
    const other = await register(`${name}.mixed@example.com`);
    const mail = await newest();

    const taken = await service.post('/email/verify', { token: mail.token });
    const login = await service.post('/login', { name: typed.toUpperCase(), password: PASSWORD });

    expect([taken.status, taken.body.code]).toEqual([409, 'email_taken']);
    expect(other.status).toBe(201);
    const me = await service.get('/me', { token: login.body.token });
    expect(me.body).toMatchObject({ name, email: typed, emailVerified: true });
  });
});

describe('a name', () => {
  it.each(['Zoë.Müller-王', 'محمد', 'evil.example', 'Ω'.repeat(64), 'a\u0301\u0323bc'])(
    '%s is in the greeting of a mail as it was typed, and does not become a link',
    async (typed) => {
      const email = `${freshName()}@example.com`;
      const { status } = await register(email, typed);
      const { text, html, links } = await mailbox.next(email);

      expect(status).toBe(201);
      expect(text.replaceAll(APART, '').normalize('NFC')).toContain(`Hello ${typed.normalize('NFC')},`);
      expect(links).toHaveLength(1);
      expect(html).not.toMatch(/href="[^"]*evil/);
    },
  );
});

describe('a locale', () => {
  it.each([
    'de'.repeat(2000),
    ';;;q=,,,',
    'de;q=1e999',
    'xx-'.repeat(40),
    '*',
    '../../etc/passwd',
    '{name}',
    'de-AT-u-co-phonebk',
    '__proto__, constructor',
    'de\u00e9',
  ])('%j in Accept-Language leads to a mail in an available language', async (locale) => {
    const { name, email } = await verifiedPerson(service, mailbox);
    const headers = { 'accept-language': locale };
    const { status } = await service.post('/password/forgot', { login: name }, { headers });
    const { html } = await mailbox.next(email, 2);

    expect(status).toBe(202);
    expect(html).toMatch(/<html lang="(en|de)">/);
  });
});
