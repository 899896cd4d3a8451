import { Overloaded } from '../../src/passwords/passwords.errors.js';
import { PasswordsService } from '../../src/passwords/passwords.service.js';
import { addTotp } from '../support/factors.js';
import { PageBrowser } from '../support/page-browser.js';
import type { Page } from '../support/pages.js';
import { freshName, PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';

const METRICS_TOKEN = 'a-token-for-prometheus-alone';
const APP = 'https://app.example.com';
const service = useService({ METRICS_TOKEN, ALLOWED_RETURN_URLS: `${APP}, https://example.org/team/` });
afterEach(() => jest.restoreAllMocks());

const GERMAN = { 'accept-language': 'de' };
const XSS = '"><script>alert(1)</script>';

/** Opens the sign-in form in a new browser. */
async function opened(query = '', headers: Record<string, string> = {}) {
  const browser = new PageBrowser(service, headers);
  return { browser, page: await browser.open(`/sign-in${query}`) };
}

/** Signs in with a password. */
async function signIn(typed: { name: string; password: string }, query = '') {
  const { browser, page } = await opened(query);
  return { browser, answer: await browser.press(page, { name: typed.name, password: typed.password }) };
}

const withoutOwnScript = (body: string) =>
  body.replace(/<script type="module">.*<\/script>(?=<\/body>)/s, '');

/** Returns the body of a page without the values that differ each time. */
const bodyOf = ({ body }: Page, name: string) =>
  body.replaceAll(name, 'NAME').replace(/name="formToken" value="[^"]*"/, '');

describe('/sign-in', () => {
  it('signs in with the cookies of cookie mode, and redirects to the account', async () => {
    const person = await service.person();

    const { browser, answer } = await signIn(person);
    const { body } = await service.post('/refresh', {}, browser.session);
    const account = await browser.open('/account');

    expect([answer.status, answer.headers.get('location'), answer.body]).toEqual([303, '/account', '']);
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^__Host-watchword_refresh=[\w.-]+; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect((await service.get('/me', body)).body.name).toBe(person.name);
    expect(account.body).toContain(`You are signed in as ${person.name}.`);
  });

  it('asks for a name and a password in a way that password managers know', async () => {
    const { page } = await opened();

    expect([page.status, page.heading, page.action]).toEqual([200, 'Sign in', '/sign-in']);
    expect(Object.keys(page.fields)).toEqual(['formToken', 'name', 'password']);
    expect(page.body).toMatch(/<input id="name" name="name" [^>]*autocomplete="username[^>]* autofocus/);
    expect(page.body).toMatch(/<input id="password" [^>]*type="password" autocomplete="current-password"/);
    expect(page.body.match(/ autofocus/g)).toHaveLength(1);
  });

  it('shows the same message beside the field for a wrong password, an unknown name and a disabled account', async () => {
    const [person, disabled] = [await service.person(), await service.person()];
    await service.patch(`/users/${disabled.id}`, { disabled: true }, await service.admin());
    const typed = [
      { name: person.name, password: 'another password' },
      { name: freshName(), password: PASSWORD },
      { name: disabled.name, password: PASSWORD },
    ];

    const answers = await Promise.all(typed.map((one) => signIn(one)));

    const pages = answers.map(({ answer }, index) => bodyOf(answer, typed[index]!.name));
    for (const { answer } of answers)
      expect([answer.status, answer.faults]).toEqual([401, ['The name or the password is wrong.']]);
    expect(new Set(pages).size).toBe(1);
    expect(pages[0]).toContain('aria-invalid="true" aria-describedby="password-fault"');
  });

  it('sends the database as many statements for a wrong password as for an unknown name', async () => {
    const { name } = await service.person();
    const [known, unknown] = [await opened(), await opened()];
    const password = 'another password';

    const asked = [
      await service.statementsOf(() => known.browser.press(known.page, { name, password })),
      await service.statementsOf(() =>
        unknown.browser.press(unknown.page, { name: 'nobody-here', password }),
      ),
    ];

    expect(asked[0]!.length).toBeGreaterThan(0);
    expect(asked[0]).toHaveLength(asked[1]!.length);
  });

  it('keeps the name but never the password after a failed sign-in, and the focus is on the password', async () => {
    const { answer } = await signIn({ name: 'alice', password: 'another password' });

    expect(answer.fields).toMatchObject({ name: 'alice', password: '' });
    expect(answer.body).not.toContain('another password');
    expect(answer.body).toMatch(/<input id="password" [^>]*autofocus/);
  });

  it.each([
    [{ name: '', password: '' }, ['Enter your name or your email address.', 'Enter your password.']],
    [{ name: 'alice', password: '' }, ['Enter your password.']],
    [{ name: 'a\0b', password: 'x' }, ['This is no name of an account. Enter it again.']],
    [{ name: 'a'.repeat(400), password: 'x' }, ['This is no name of an account. Enter it again.']],
    [{ name: 'alice', password: 'x'.repeat(300) }, ['This is no password. Enter it again.']],
  ])('shows for %j beside each field what is wrong', async (typed, faults) => {
    const { answer } = await signIn(typed);
    expect([answer.status, answer.faults]).toEqual([400, faults]);
  });

  it('is in the language of the reader', async () => {
    const { browser, page } = await opened('', GERMAN);
    const refused = await browser.press(page, { name: 'alice', password: 'x' });

    expect([page.heading, page.headers.get('content-language')]).toEqual(['Anmelden', 'de']);
    expect(refused.faults).toEqual(['Der Name oder das Passwort ist falsch.']);
  });

  it('redirects when a user is already signed in', async () => {
    const { browser } = await signIn(await service.person());

    const again = await browser.open(`/sign-in?return_to=${encodeURIComponent(`${APP}/x`)}`);

    expect([again.status, again.headers.get('location')]).toEqual([303, `${APP}/x`]);
  });

  it('shows how long to wait while the service is busy, and keeps the form', async () => {
    const { name } = await service.person();
    const { browser, page } = await opened();
    const overloaded = new Overloaded(undefined, { retryAfter: 3 });
    jest.spyOn(service.app.get(PasswordsService), 'matches').mockRejectedValueOnce(overloaded);

    const busy = await browser.press(page, { name, password: PASSWORD });

    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '3']);
    expect(busy.faults).toEqual(['This cannot be done right now. Wait 3 seconds, and try again.']);
    expect(busy.body).toContain('aria-describedby="form-fault"');
    expect((await browser.press(busy, { password: PASSWORD })).status).toBe(303);
  });

  it('is counted in the metrics as a sign-in, by outcome', async () => {
    const countOf = async (outcome: string) => {
      const { body } = await service.get('/metrics', { token: METRICS_TOKEN });
      return Number(new RegExp(`outcome="${outcome}"} (\\d+)`).exec(body)?.[1] ?? 0);
    };
    const person = await service.person();
    const before = [await countOf('wrong'), await countOf('succeeded')];

    await signIn({ ...person, password: 'another password' });
    await signIn(person);

    expect([await countOf('wrong'), await countOf('succeeded')]).toEqual(before.map((count) => count + 1));
  });

  it('leaves no password and no token of a form in the log', async () => {
    const { answer } = await signIn({ name: 'alice', password: 'a password to be found' });
    const secrets = ['a password to be found', answer.fields.formToken!];

    expect(service.logLines.filter((line) => line.includes('/sign-in'))).not.toEqual([]);
    expect(service.logLines.filter((line) => secrets.some((one) => line.includes(one)))).toEqual([]);
  });

  it.each([XSS, "'-alert(1)-'", '</title><img src=x>', 'javascript:alert(1)'])(
    'shows %j as text, in whichever field it is sent',
    async (text) => {
      const { browser, page } = await opened(`?return_to=${encodeURIComponent(text)}`);
      const refused = await browser.press(page, { name: text, password: 'x', return_to: text });

      for (const { body } of [page, refused])
        expect(withoutOwnScript(body).replaceAll(/"[^"]*"/g, '""')).not.toMatch(
          /<script|<img|alert|javascript/,
        );
      expect(refused.status).toBe(401);
    },
  );
});

describe('the parameter return_to of /sign-in', () => {
  it.each([
    [`${APP}/orders?page=2#top`, `${APP}/orders?page=2#top`],
    ['https://example.org/team/x', 'https://example.org/team/x'],
    ['/docs', '/docs'],
    ['https://auth.example.com/docs', '/docs'],
    ['//evil.example', '/account'],
    ['/\\evil.example', '/account'],
    ['/\t/evil.example', '/account'],
    ['/.//evil.example', '/account'],
    ['https://evil.example', '/account'],
    ['https://app.example.com.evil.example/', '/account'],
    ['https://app.example.com@evil.example/', '/account'],
    ['https://example.org/', '/account'],
    ['javascript:alert(1)', '/account'],
    ['data:text/html,x', '/account'],
    [XSS, '/account'],
    ['', '/account'],
  ])('with the value %j redirects to %s, even after a wrong password', async (returnTo, location) => {
    const { name } = await service.person();
    const { browser, page } = await opened(`?return_to=${encodeURIComponent(returnTo)}`);

    const refused = await browser.press(page, { name, password: 'another password' });
    const answer = await browser.press(refused, { password: PASSWORD });

    expect([answer.status, answer.headers.get('location')]).toEqual([303, location]);
  });

  it('is checked again when the form is sent', async () => {
    const person = await service.person();
    const { browser, page } = await opened(`?return_to=${encodeURIComponent(APP)}`);
    const { name, password } = person;

    const answer = await browser.press(page, { name, password, return_to: 'https://evil.example' });

    expect(answer.headers.get('location')).toBe('/account');
  });

  it.each(['?return_to=/a&return_to=/b', '?return_to[x]=/a', '?return_to', '?other=1'])(
    'redirects to the account when the query is %j',
    async (query) => {
      const { answer } = await signIn(await service.person(), query);
      expect(answer.headers.get('location')).toBe('/account');
    },
  );

  it('adds its origin to the form-action of the page if it is allowed, and no other origin', async () => {
    const policyOf = async (query: string) =>
      (await opened(query)).page.headers.get('content-security-policy');

    expect(await policyOf(`?return_to=${APP}/x`)).toContain(`; form-action 'self' ${APP}; `);
    expect(await policyOf('?return_to=https://evil.example')).toContain("; form-action 'self'; ");
    expect(await policyOf('?return_to=/docs')).toContain("; form-action 'self'; ");
  });

  it('is kept through the second factor, even after a wrong code', async () => {
    const person = await service.person();
    const { app } = await addTotp(service, person);

    const { browser, answer } = await signIn(person, `?return_to=${encodeURIComponent(`${APP}/x`)}`);
    const refused = await browser.press(answer, { code: '000000' });
    const done = await browser.press(refused, { code: app.next() });

    expect([answer.status, answer.heading, answer.action]).toEqual([401, 'Enter a code', '/sign-in/factor']);
    expect(answer.headers.get('content-security-policy')).toContain(`form-action 'self' ${APP};`);
    expect([done.status, done.headers.get('location')]).toEqual([303, `${APP}/x`]);
    expect((await browser.open('/account')).body).toContain(person.name);
  });

  it('is ignored by the second factor when it is not allowed', async () => {
    const person = await service.person();
    const { app } = await addTotp(service, person);
    const { browser, answer } = await signIn(person);

    const done = await browser.press(answer, { code: app.next(), return_to: '//evil.example' });

    expect([done.status, done.headers.get('location')]).toEqual([303, '/account']);
  });
});

describe('the limits of /sign-in', () => {
  const limited = useService({ LOGIN_LIMIT: '3/1m' });

  it('are those of POST /login, and are shown as text', async () => {
    const { name } = await limited.person();
    const browser = new PageBrowser(limited);
    let page = await browser.open('/sign-in');
    for (let times = 0; times < 2; times++) {
      page = await browser.press(page, { name, password: 'another password' });
      await limited.post('/login', { name, password: 'another password' });
    }

    const refused = await browser.press(page, { password: PASSWORD });

    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(refused.faults).toEqual(['Too many attempts. Wait one minute, and try again.']);
    expect(refused.fields.name).toBe(name);
  });
});
