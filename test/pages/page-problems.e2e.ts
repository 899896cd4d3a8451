import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Overloaded } from '../../src/passwords/passwords.errors.js';
import { PasswordsService } from '../../src/passwords/passwords.service.js';
import { useMailbox } from '../support/mailbox.js';
import { openLink, pathOf, press } from '../support/pages.js';
import { useService } from '../support/service.js';
import { correspondent, MAILED_LINKS } from '../support/verification.js';

const mailbox = useMailbox();
const service = useService(() => ({ ...mailbox.environment, LOGIN_BY_EMAIL: 'on' }));

const PATHS = ['/verify-email', '/undo-email-change', '/reset-password', '/sign-in/email'];
const NEW_PASSWORD = 'pebbles juggle otters';
const TOKEN = 'q'.repeat(43);
const ISSUER = 'https://auth.example.com';

const folder = mkdtempSync(join(tmpdir(), 'watchword-theme-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a theme into a file of its own. */
function themeFile(theme: object): string {
  const file = join(mkdtempSync(join(folder, 'theme-')), 'theme.json');
  writeFileSync(file, JSON.stringify(theme));
  return file;
}

/** Sends a form without opening its page first. */
const send = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  service.post(path, undefined, { raw: new URLSearchParams(fields), headers });

describe.each(PATHS)('%s', (path) => {
  const form = { token: TOKEN, ...(path === '/reset-password' && { newPassword: NEW_PASSWORD }) };

  it('says what to do after an invalid link, and is not indexed by search engines', async () => {
    for (const answer of [await service.get(`${path}?token=${TOKEN}`), await send(path, form)]) {
      expect(answer.status).toBe(400);
      expect(answer.body).toContain('<h1>This link does not work any more</h1>');
      expect(answer.body.match(/<p>/g)).toHaveLength(2);
      expect(answer.headers.get('x-robots-tag')).toBe('noindex');
    }
  });

  it.each(['', '?token=', '?token=a&token=b', '?token[x]=a', `?token=${'q'.repeat(201)}`, '?toke'])(
    'says that the link is not complete when its query is %j',
    async (query) => {
      const { status, body } = await service.get(path + query);
      expect([status, /<h1>(.*)<\/h1>/.exec(body)?.[1]]).toEqual([400, 'This link is not complete']);
    },
  );

  it('ignores parameters that other programs add to links', async () => {
    const { body } = await service.get(`${path}?utm_source=mail&token=${TOKEN}&cookie=true`);
    expect(body).toContain('<h1>This link does not work any more</h1>');
  });

  it.each([
    ['an empty one', {}],
    ['one with a field that is not on the page', { ...form, admin: 'true' }],
    ['one with a token that is too long', { ...form, token: 'q'.repeat(201) }],
    ['one that names a prototype', { ...form, __proto__x: '1', constructor: '1' }],
  ])('returns a page with 400 for a form: %s', async (_, fields) => {
    const { status, headers } = await send(path, fields);
    expect([status, headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8']);
  });

  it.each([
    ['application/json', JSON.stringify(form)],
    ['text/plain', 'token=abc'],
    ['multipart/form-data; boundary=x', '--x--'],
  ])('refuses a body of the type %s with 415', async (type, raw) => {
    const { status, body } = await service.post(path, undefined, { raw, headers: { 'content-type': type } });
    expect(status).toBe(415);
    expect(body).toContain('<h1>This request was not understood</h1>');
  });

  it.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: ISSUER },
    { 'sec-fetch-site': 'cross-site', origin: 'null' },
    { origin: 'https://evil.example' },
    { origin: 'http://auth.example.com' },
  ])('refuses a form of another site, with the headers %j', async (headers) => {
    const { status, body } = await send(path, form, headers as Record<string, string>);
    expect([status, /<h1>(.*)<\/h1>/.exec(body)?.[1]]).toEqual([403, 'This came from another site']);
  });

  it.each([{}, { origin: ISSUER }, { origin: 'null', 'sec-fetch-site': 'same-origin' }])(
    'accepts a form of its own page, with the headers %j',
    async (headers) => {
      const { body } = await send(path, form, headers as Record<string, string>);
      expect(body).toContain('<h1>This link does not work any more</h1>');
    },
  );

  it('returns 404 for other methods', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE'])
      expect((await service.send(method, path)).status).toBe(404);
  });
});

describe('a page', () => {
  it.each(['"><script>alert(1)</script>', "'-alert(1)-'", '</style><img src=x>', '&lt;b&gt;{min}<!--'])(
    'shows %j as text, in whichever field it is sent',
    async (text) => {
      const answer = await send('/reset-password', { token: text, name: text, newPassword: 'short' });
      const markup = answer.body.replaceAll(/"[^"]*"/g, '""');

      expect(answer.status).toBe(400);
      expect(markup).not.toMatch(/<script|<img|<b>|<!--|alert/);
    },
  );

  it('loads only its own style, has no external links and cannot be framed', async () => {
    const { links } = (await correspondent(service, mailbox)).mail;
    const { headers, body } = await openLink(service, links[0]!);

    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-language': 'en',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    });
    expect(body).not.toMatch(/<script|<link|style="|https?:/);
  });

  it('says how long to wait when the service is overloaded', async () => {
    const { links } = await MAILED_LINKS.reset_password!(service, mailbox);
    const page = await openLink(service, links[0]!);
    const overloaded = new Overloaded(undefined, { retryAfter: 3 });
    jest.spyOn(service.app.get(PasswordsService), 'hash').mockRejectedValueOnce(overloaded);

    const busy = await press(service, page, { newPassword: NEW_PASSWORD });

    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '3']);
    expect(busy.body).toContain('Wait 3 seconds, and try again.');
    expect((await press(service, page, { newPassword: NEW_PASSWORD })).status).toBe(200);
  });

  it('shows only the request id after an internal error', async () => {
    const { links } = await MAILED_LINKS.reset_password!(service, mailbox);
    const page = await openLink(service, links[0]!);
    jest.spyOn(service.app.get(PasswordsService), 'hash').mockRejectedValueOnce(new Error('secret detail'));

    const failed = await press(service, page, { newPassword: NEW_PASSWORD });

    expect(failed.status).toBe(500);
    expect(failed.body).toContain(failed.headers.get('x-request-id'));
    expect(failed.body).not.toContain('secret detail');
  });

  it('leaves no token in the log', async () => {
    const { links, token } = (await correspondent(service, mailbox)).mail;
    await press(service, await openLink(service, links[0]!));

    expect(service.logLines.filter((line) => line.includes(token))).toEqual([]);
  });
});

describe('pressing a button of these pages', () => {
  const limited = useService(() => ({
    ...mailbox.environment,
    MAIL_REQUEST_LIMIT: '4/1m',
    LOGIN_BY_EMAIL: 'on',
  }));

  it('counts towards the limits of the API routes, and opening a link does not', async () => {
    for (let times = 0; times < 5; times++)
      expect((await limited.get(`/verify-email?token=${TOKEN}`)).status).toBe(400);
    for (const path of PATHS) await limited.post(path, undefined, { raw: new URLSearchParams({}) });
    const page = await limited.post('/verify-email', undefined, {
      raw: new URLSearchParams({ token: TOKEN }),
      headers: { 'accept-language': 'de' },
    });

    expect(page.status).toBe(429);
    expect(page.headers.get('retry-after')).toMatch(/^[1-9]\d?$/);
    expect(page.body).toMatch(/<h1>Zu viele Versuche<\/h1><p>Warten Sie \d+ Sekunden,/);
    expect((await limited.post('/email/verify', { token: TOKEN })).status).toBe(429);
  });
});

describe('PAGES=off', () => {
  const bare = useService(() => ({ ...mailbox.environment, PAGES: 'off' }));

  it('returns 404 for the pages, and mails still link to them', async () => {
    const { links, token } = (await correspondent(bare, mailbox)).mail;

    for (const method of ['GET', 'HEAD', 'POST'])
      for (const path of [...PATHS, '/sign-in/factor', pathOf(links[0]!)])
        expect((await bare.send(method, path)).status).toBe(404);
    expect(links[0]).toContain(`${ISSUER}/verify-email?token=`);
    expect((await bare.post('/email/verify', { token })).status).toBe(204);
  });
});

describe('the theme', () => {
  const themed = useService(() => ({
    ...mailbox.environment,
    ISSUER: 'https://example.com/auth/',
    THEME: themeFile({ name: '<b>Acme</b> & "Co"', logo: 'https://cdn.example/logo.png', colour: '#7a1f5c' }),
  }));

  it('sets the name, the logo and the colour of the pages, also with a path in ISSUER', async () => {
    const { links } = (await correspondent(themed, mailbox)).mail;
    const { headers, body, action } = await openLink(themed, links[0]!.replace('/auth', ''));

    expect(links[0]).toContain('https://example.com/auth/verify-email?token=');
    expect(action).toBe('/auth/verify-email');
    expect(body).toContain(
      '<img src="https://cdn.example/logo.png" alt="&lt;b>Acme&lt;/b> &amp; &quot;Co&quot;"',
    );
    expect(body).toContain('– &lt;b>Acme&lt;/b> &amp; &quot;Co&quot;</title>');
    expect(body).toContain('--accent:#7a1f5c');
    expect(headers.get('content-security-policy')).toContain('img-src https://cdn.example;');
  });
});
