import { useMailbox } from '../support/mailbox.js';
import { MAIL_TEMPLATES, SAMPLE_PARAMS, sendMail, sendNotice } from '../support/mails.js';
import { freshAddress } from '../support/people.js';
import { useService } from '../support/service.js';
import { isNotice } from '../../src/mail/mail-templates.js';

const mailbox = useMailbox();
const service = useService(() => mailbox.environment);

const APART = '\u200c';

describe.each(['en', 'de'])('in %s', (locale) => {
  it.each(MAIL_TEMPLATES)('the mail %s contains all its values, as text and as HTML', async (template) => {
    const to = freshAddress();
    await sendMail(service, { template, to, locale, params: SAMPLE_PARAMS[template] });
    const { text, html, parsed, subject } = await mailbox.next(to);
    const told = SAMPLE_PARAMS[template] as { name: string; link?: string; code?: string; address?: string };

    for (const value of [told.name, told.link, told.code, told.address]) {
      expect(text).toContain(value ?? '');
      expect(html).toContain(value ?? '');
    }
    expect(html).toContain(`<html lang="${locale}">`);
    expect(subject).not.toBe('');
    expect(text + html).not.toMatch(/\{\w+|undefined|NaN|Invalid/);
    expect(parsed.from?.value).toEqual([{ name: 'Watchword', address: 'auth@example.com' }]);
  });
});

describe('the headers of the mail', () => {
  it.each(MAIL_TEMPLATES)(
    '%s mark it as automatic, and include List-Unsubscribe only if it is a notice',
    async (template) => {
      const to = freshAddress();
      await sendMail(service, { template, to, locale: 'en', params: SAMPLE_PARAMS[template] });
      const { raw, messageId } = await mailbox.next(to);

      expect(raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
      expect(messageId).toMatch(/^<[\da-f-]{36}@auth\.example\.com>$/);
      expect(/^List-Unsubscribe:\s+<mailto:auth@example\.com\?/m.test(raw)).toBe(isNotice(template));
    },
  );
});

describe('the language of a mail', () => {
  it.each([
    ['de-CH', 'Ihr Passwort wurde geändert'],
    ['fr, de;q=0.8', 'Ihr Passwort wurde geändert'],
    ['xx', 'Your password was changed'],
    [undefined, 'Your password was changed'],
    ['en\r\nBcc: eve@example.com', 'Your password was changed'],
  ])('is the first available one of the locale %j', async (locale, subject) => {
    const to = freshAddress();
    const params = SAMPLE_PARAMS.password_changed;
    await sendMail(service, { template: 'password_changed', to, locale, params });
    expect((await mailbox.next(to)).subject).toBe(subject);
  });
});

describe('a name', () => {
  it.each([
    'alice\r\nBcc: eve@example.com',
    'https://evil.example/login',
    'evil.example',
    '<a href="https://evil.example">click</a>',
    '"><img src=https://evil.example/x>',
    '\u202egnihsihp',
    '{count, plural, other {x}} {name} <b>',
    '=?utf-8?q?Bcc?=',
    '.',
  ])('%j adds no header, no recipient, no tag and no link', async (name) => {
    const to = freshAddress();
    await sendNotice(service, to, name);
    const { text, html, parsed, raw } = await mailbox.next(to);

    expect([...parsed.headers.keys()].toSorted()).toEqual(HEADERS);
    expect(raw).not.toMatch(/^bcc:/im);
    expect(html).not.toMatch(/<(a|img|b)[ >]/);
    expect(text + html).not.toMatch(/\w+:\/\/|evil\.example|\u202e/);
  });

  it('is readable in the mail as it was typed', async () => {
    const to = freshAddress();
    await sendNotice(service, to, 'Zoë.Müller-王');
    expect((await mailbox.next(to)).text.replaceAll(APART, '')).toContain('Hello Zoë.Müller-王,');
  });
});

const HEADERS = [
  'auto-submitted',
  'content-type',
  'date',
  'from',
  'list',
  'message-id',
  'mime-version',
  'subject',
  'to',
];

describe('an address', () => {
  it.each([
    `${'x'.repeat(64)}@example.com`,
    "o'brien+tag@example.com",
    'alice@localhost',
    'ALICE@example.com',
  ])('%s is unchanged in the To header of its mail', async (to) => {
    await sendNotice(service, to);
    expect((await mailbox.next(to)).parsed.to).toMatchObject({ value: [{ address: to }] });
  });

  it('of an international domain is in ASCII in the To header', async () => {
    await sendNotice(service, 'alice@bücher.example');
    const { raw } = await mailbox.next('alice@bücher.example'); // as the server of these tests writes it
    expect(raw).toMatch(/^To: alice@xn--bcher-kva\.example\r$/m);
  });

  it.each([
    '"eve@evil.example"@example.com',
    'alice@example.com,eve@evil.example',
    'alice@example.com\r\nRCPT TO:<eve@evil.example>',
  ])('%j, which may mean more than one mailbox, gets no mail', async (to) => {
    const before = mailbox.mails.length;
    await sendNotice(service, to);
    await sendNotice(service, 'after@example.com');
    await mailbox.next('after@example.com');

    const [row] = await service.rows<{ last_error: string }>(
      `SELECT last_error FROM outbox_messages WHERE recipient = ${service.sequelize.escape(to)}`,
    );
    expect(row!.last_error).toBe('invalid_address');
    expect(mailbox.mails.slice(before).map((mail) => mail.to)).toEqual(['after@example.com']);
    await service.execute('DELETE FROM outbox_messages');
    mailbox.mails.length = 0;
  });
});
