import { PageBrowser } from '../support/page-browser.js';
import { useService } from '../support/service.js';

const APP = 'https://app.example.com';
const service = useService({ ALLOWED_RETURN_URLS: APP });

/** Returns a browser in which a user is signed in. */
async function signedIn() {
  const { name, password } = await service.person();
  const browser = new PageBrowser(service);
  await browser.press(await browser.open('/sign-in'), { name, password });
  return { browser, name };
}

describe('/sign-out', () => {
  it('ends the session, and removes its cookie', async () => {
    const { browser, name } = await signedIn();
    const { session } = browser;
    const page = await browser.open('/sign-out');

    const done = await browser.press(page);

    expect(page.body).toContain(`You are signed in as ${name}.`);
    expect([done.status, done.heading]).toEqual([200, 'You are signed out']);
    expect(done.headers.getSetCookie()[0]).toMatch(
      /^__Host-watchword_refresh=; Max-Age=0; Path=\/; HttpOnly/,
    );
    expect((await service.post('/refresh', {}, session)).status).toBe(401);
    expect([...browser.cookies.keys()]).toEqual([]);
  });

  it('ends no session when it is only opened', async () => {
    const { browser } = await signedIn();
    await browser.open('/sign-out');
    expect((await browser.open('/account')).status).toBe(200);
  });

  it('says that the user is signed out when no user is signed in', async () => {
    const browser = new PageBrowser(service);
    const page = await browser.open('/sign-out');
    expect([page.status, page.heading, page.action]).toEqual([200, 'You are signed out', '']);
    expect(page.body).toContain('<a href="/sign-in">Sign in</a>');
  });

  it.each(['', 'x', 'a.b', `${crypto.randomUUID()}.q7ZkD0p1`])(
    'removes an invalid refresh cookie: %j',
    async (cookie) => {
      const { browser } = await signedIn();
      const page = await browser.open('/sign-out');
      browser.cookies.set('__Host-watchword_refresh', cookie);

      const done = await browser.press(page);

      expect([done.status, browser.cookies.has('__Host-watchword_refresh')]).toEqual([200, false]);
    },
  );

  it.each([
    [`${APP}/bye`, 303, `${APP}/bye`],
    ['/docs', 303, '/docs'],
    ['https://evil.example', 200, null],
    ['//evil.example', 200, null],
  ])('with return_to=%s returns %i with the Location %s', async (returnTo, status, location) => {
    const { browser } = await signedIn();
    const page = await browser.open(`/sign-out?return_to=${encodeURIComponent(returnTo)}`);

    const done = await browser.press(page);

    expect([done.status, done.headers.get('location')]).toEqual([status, location]);
    expect((await browser.open('/account')).status).toBe(303);
  });

  it('returns 200 twice when the button is pressed twice at once', async () => {
    const { browser } = await signedIn();
    const page = await browser.open('/sign-out');
    const answers = await Promise.all([browser.press(page), browser.press(page)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });
});

describe('/account', () => {
  it('says who is signed in and nothing more, and has the button to sign out', async () => {
    const { browser, name } = await signedIn();

    const page = await browser.open('/account');
    const done = await browser.press(page);

    expect(page.body).toMatch(new RegExp(`<h1>Your account</h1><p>You are signed in as ${name}.</p><form`));
    expect([page.action, Object.keys(page.fields)]).toEqual(['/sign-out', ['formToken']]);
    expect(done.heading).toBe('You are signed out');
    expect((await browser.open('/account')).headers.get('location')).toBe('/sign-in');
  });

  it('redirects to the sign-in when no user is signed in', async () => {
    for (const cookie of [undefined, 'x', `${crypto.randomUUID()}.q7ZkD0p1`]) {
      const browser = new PageBrowser(service);
      if (cookie) browser.cookies.set('__Host-watchword_refresh', cookie);
      const { status, headers } = await browser.open('/account');
      expect([status, headers.get('location')]).toEqual([303, '/sign-in']);
    }
  });

  it('does not use up the refresh cookie, and an older cookie is redirected and ends no session', async () => {
    const { browser } = await signedIn();
    const old = new Map(browser.cookies);
    for (let times = 0; times < 3; times++) expect((await browser.open('/account')).status).toBe(200);
    for (let times = 0; times < 2; times++) {
      const { headers } = await service.post('/refresh', {}, browser.session);
      const [, next = ''] = /^__Host-watchword_refresh=([^;]+)/.exec(headers.getSetCookie()[0]!) ?? [];
      browser.cookies.set('__Host-watchword_refresh', next);
    }
    const thief = new PageBrowser(service);
    for (const [name, value] of old) thief.cookies.set(name, value);

    expect((await thief.open('/account')).status).toBe(303);
    expect((await browser.open('/account')).status).toBe(200);
  });

  it('redirects when the account is disabled or deleted', async () => {
    const [one, other] = [await signedIn(), await signedIn()];
    const admin = await service.admin();
    const { body: users } = await service.get('/users?limit=200', admin);
    const idOf = (name: string) => users.find((user: { name: string }) => user.name === name).id;

    await service.patch(`/users/${idOf(one.name)}`, { disabled: true }, admin);
    await service.delete(`/users/${idOf(other.name)}`, undefined, admin);

    expect((await one.browser.open('/account')).status).toBe(303);
    expect((await other.browser.open('/account')).status).toBe(303);
  });
});
