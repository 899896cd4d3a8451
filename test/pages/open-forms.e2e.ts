import { OPEN_PAGES } from '../../src/pages/open-page-view.js';
import { authorize, makeDeviceClient } from '../support/devices.js';
import { useMailbox } from '../support/mailbox.js';
import { PageBrowser } from '../support/page-browser.js';
import { OWN_FORM, type Page } from '../support/pages.js';
import { freshName, PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';

const mailbox = useMailbox();
const service = useService(() => ({ ...mailbox.environment, LOGIN_BY_EMAIL: 'on' }));

const ISSUER = 'https://auth.example.com';
const SESSION = '__Host-watchword_refresh';
const FORM = '__Host-watchword_form';

/** A form that anybody can open: its path, and what is typed into it. */
interface Form {
  readonly path: string;
  readonly isSignedIn?: boolean;
  readonly typed: (name: string) => Record<string, string> | Promise<Record<string, string>>;
}

const FORMS: Form[] = [
  { path: '/sign-in', typed: (name) => ({ name, password: PASSWORD }) },
  { path: '/sign-up', typed: () => ({ name: freshName(), password: PASSWORD }) },
  { path: '/forgot-password', typed: (login) => ({ login }) },
  { path: '/sign-in/mail', typed: (login) => ({ login }) },
  { path: '/sign-out', isSignedIn: true, typed: () => ({}) },
  { path: '/account', isSignedIn: true, typed: () => ({}) },
  { path: '/device', isSignedIn: true, typed: async () => ({ user_code: await shownCode() }) },
];

/** Returns a user code, as a device shows it. */
const shownCode = async () => (await authorize(service, await makeDeviceClient(service))).body.user_code;

/** Opens a form in a new browser. Also returns what to type into it. */
async function opened({ path, isSignedIn, typed }: Form) {
  const { name } = await service.person();
  const browser = new PageBrowser(service);
  if (isSignedIn) await browser.press(await browser.open('/sign-in'), { name, password: PASSWORD });
  const page = await browser.open(path);
  return { name, browser, page, typed: await typed(name) };
}

/** Sends a form with these headers, like a page of another site. */
const send = (page: Page, fields: Record<string, string>, headers: Record<string, string>) =>
  service.post(page.action, undefined, { raw: new URLSearchParams(fields), headers });

const cookiesOf = ({ headers }: { headers: Headers }) =>
  headers.getSetCookie().filter((line) => line.startsWith(SESSION));

describe.each(FORMS)('the form of $path', (form) => {
  const cookieOf = (browser: PageBrowser) => browser.session.headers.cookie!;

  it('is accepted from the browser it was shown to, also without an origin and with the origin null', async () => {
    for (const headers of [{}, { origin: ISSUER }, { origin: 'null' }, OWN_FORM]) {
      const { page, browser, typed } = await opened(form);
      const answer = await send(page, { ...page.fields, ...typed }, {
        ...headers,
        cookie: cookieOf(browser),
      } as Record<string, string>);
      expect([200, 303]).toContain(answer.status);
    }
  });

  it.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: ISSUER },
    { 'sec-fetch-site': 'cross-site', origin: 'null' },
    { origin: 'https://evil.example' },
    { origin: 'http://auth.example.com' },
  ])(
    'is refused with the headers %j of another site, even with all fields and cookies of the page',
    async (headers) => {
      const { page, browser, typed } = await opened(form);

      const answer = await send(page, { ...page.fields, ...typed }, {
        ...headers,
        cookie: cookieOf(browser),
      } as Record<string, string>);

      expect([answer.status, cookiesOf(answer)]).toEqual([403, []]);
      expect(answer.body).toContain('<h1>This came from another site</h1>');
      expect(answer.body).toContain('Open the page again, and send the form from there.');
    },
  );

  it('is refused without its form token, with that of another browser, and with an invented one', async () => {
    const { page, browser, typed } = await opened(form);
    const { page: other } = await opened(form);
    const { formToken = '', ...fields } = page.fields;
    const tokens = [undefined, '', 'x', `${formToken}x`, formToken.split('.')[0]!, other.fields.formToken!];

    for (const token of tokens) {
      const sent = { ...fields, ...typed, ...(token !== undefined && { formToken: token }) };
      const answer = await send(page, sent, { origin: 'null', cookie: cookieOf(browser) });
      expect([answer.status, cookiesOf(answer)]).toEqual([403, []]);
    }
  });

  it('is refused without its cookie, with that of another browser, and with an invalid one', async () => {
    const { page, browser, typed } = await opened(form);
    const other = (await opened(form)).browser.cookies.get(FORM)!;
    const session = browser.cookies.get(SESSION) ?? '';

    for (const secret of [undefined, '', 'x', other, 'q'.repeat(43)]) {
      const cookie = `${SESSION}=${session}${secret === undefined ? '' : `; ${FORM}=${secret}`}`;
      const answer = await send(page, { ...page.fields, ...typed }, { origin: 'null', cookie });
      expect([answer.status, cookiesOf(answer)]).toEqual([403, []]);
    }
  });

  it('is shown again with a new token after a refusal, and then works', async () => {
    const { page, browser, typed } = await opened(form);
    browser.cookies.delete(FORM);

    const refused = await browser.press(page, typed);
    const answer = await browser.press(refused, typed);

    expect([refused.status, refused.faults]).toEqual([
      403,
      ['This page was open for too long, or your browser keeps no cookies of this site. Try again.'],
    ]);
    expect(refused.fields.formToken).not.toBe(page.fields.formToken);
    expect([200, 303]).toContain(answer.status);
  });

  it('gets a new token each time it is shown, and earlier ones stay valid', async () => {
    const { page, browser, typed } = await opened(form);
    const again = await browser.open(form.path);

    expect(again.fields.formToken).not.toBe(page.fields.formToken);
    expect([200, 303]).toContain((await browser.press(page, typed)).status);
  });

  it('has its secret in a cookie that scripts, other hosts and plain HTTP cannot read', async () => {
    const { page } = await opened(form);
    expect(page.headers.getSetCookie().join()).toMatch(
      /^__Host-watchword_form=[\w-]{43}; Max-Age=86400; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(page.body).not.toContain(page.headers.getSetCookie()[0]!.slice(22, 65));
  });

  it('cannot be framed, cached or indexed by search engines', async () => {
    const { page } = await opened(form);

    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; .*form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'x-robots-tag': 'noindex',
    });
  });

  it('refuses JSON bodies and unknown fields', async () => {
    const { page, browser, typed } = await opened(form);
    const json = await service.post(page.action, { ...page.fields, ...typed }, browser.session);
    const more = await browser.press(page, { ...typed, admin: 'true' });

    expect(json.status).toBe(415);
    expect([more.status, more.heading]).toEqual([400, 'This request was not understood']);
  });
});

describe('a sign-in', () => {
  it('replaces both the session and the form secret that the browser had before', async () => {
    const [victim, attacker] = [await service.person(), await service.person()];
    const planted = new PageBrowser(service);
    await planted.press(await planted.open('/sign-in'), { name: attacker.name, password: PASSWORD });
    const page = await new PageBrowser(service).open('/sign-in');
    const browser = new PageBrowser(service);
    const { formToken } = page.fields;
    const secret = page.headers.getSetCookie()[0]!.slice(22, 65);
    browser.cookies.set(FORM, secret);
    browser.cookies.set(SESSION, planted.cookies.get(SESSION)!);

    await browser.press(page, { name: victim.name, password: PASSWORD });
    const forged = await browser.press({ ...page, action: '/sign-out', fields: { formToken: formToken! } });

    expect(browser.cookies.get(SESSION)).not.toBe(planted.cookies.get(SESSION));
    expect((await planted.open('/account')).body).toContain(attacker.name);
    expect([forged.status, (await browser.open('/account')).status]).toEqual([403, 200]);
    expect(browser.cookies.get(FORM)).not.toBe(secret);
  });
});

describe('PAGES=off', () => {
  const bare = useService(() => ({ ...mailbox.environment, PAGES: 'off', LOGIN_BY_EMAIL: 'on' }));

  it('makes the paths of all open forms return 404', async () => {
    for (const { path } of Object.values(OPEN_PAGES))
      for (const method of ['GET', 'HEAD', 'POST']) expect((await bare.send(method, path)).status).toBe(404);
  });
});

describe('with a path in ISSUER', () => {
  const below = useService(() => ({
    ...mailbox.environment,
    ISSUER: 'https://example.com/auth',
    LOGIN_BY_EMAIL: 'on',
  }));

  it('/sign-in and /account have that path in their links, forms and redirects', async () => {
    const { name } = await below.person();
    const browser = new PageBrowser(below);
    const page = await browser.open('/sign-in');
    const answer = await browser.press({ ...page, action: '/sign-in' }, { name, password: PASSWORD });

    expect(page.action).toBe('/auth/sign-in');
    for (const [, address] of page.body.matchAll(/href="([^"]*)"/g)) expect(address).toMatch(/^\/auth\//);
    expect(answer.headers.get('location')).toBe('/auth/account');
    const account = await browser.open('/account');
    expect([account.status, account.action]).toEqual([200, '/auth/sign-out']);
  });
});

describe('without TLS', () => {
  const insecure = useService({ ISSUER: 'http://auth.example.com', TRUST_PROXY: '127.0.0.1/32' });

  it('/sign-in says that the browser would not keep the cookie', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-host': 'auth.example.com' };
    const browser = new PageBrowser(insecure, headers);

    const { status, heading } = await browser.press(await browser.open('/sign-in'), { name: 'alice' });

    expect([status, heading]).toEqual([400, 'Your browser would not keep you signed in']);
  });
});
