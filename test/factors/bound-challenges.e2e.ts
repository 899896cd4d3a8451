import { Browser } from '../support/browser.js';
import { addTotp, personWithTotp, type PersonWithTotp } from '../support/factors.js';
import { useMailbox } from '../support/mailbox.js';
import { openLink, pathOf } from '../support/pages.js';
import { addPasskey, personWithPasskey } from '../support/passkeys.js';
import { PASSWORD } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';
import { verifiedPerson } from '../support/verification.js';

const mailbox = useMailbox();
const service = useService(() => ({ ...mailbox.environment, LOGIN_BY_EMAIL: 'on' }));
afterEach(() => jest.restoreAllMocks());

const COOKIE_MODE = '?cookie=true';
const FORM = { 'sec-fetch-site': 'same-origin' };

/** Creates a user whose sign-in in cookie mode waits for a second factor. Returns the user with the browser. */
async function waiting(browser = new Browser(service)) {
  const person = await personWithTotp(service);
  const { body, headers } = await signIn(browser, person);
  return { ...person, browser, challenge: body.challenge as string, setCookie: headers.get('set-cookie') };
}

const signIn = (browser: Pick<Browser, 'post'>, { name }: Pick<PersonWithTotp, 'name'>) =>
  browser.post(`/login${COOKIE_MODE}`, { name, password: PASSWORD });

/** Each route that completes or continues a sign-in, with a valid proof. */
const WAYS: [string, (person: Awaited<ReturnType<typeof waiting>>) => object][] = [
  ['/login/totp', ({ challenge, app }) => ({ challenge, code: app.shows(1) })],
  [`/login/totp${COOKIE_MODE}`, ({ challenge, app }) => ({ challenge, code: app.shows(1) })],
  ['/login/recovery-code', ({ challenge, recoveryCodes }) => ({ challenge, code: recoveryCodes[0] })],
  ['/login/passkey/options', ({ challenge }) => ({ challenge })],
];

describe('a challenge of cookie mode', () => {
  it('comes with a cookie of the same lifetime, which no script and no other site can use', async () => {
    const { setCookie } = await waiting();

    expect(setCookie).toMatch(
      /^__Host-watchword_sign_in=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
  });

  it.each(WAYS)(
    'is refused by %s without its cookie, with an invented one, and with that of another browser',
    async (path, proof) => {
      const person = await waiting();
      const { browser: other } = await waiting();
      const invented = { headers: { cookie: `__Host-watchword_sign_in=${'q'.repeat(43)}` } };

      for (let times = 0; times < 2; times++) {
        expectProblem(await service.post(path, proof(person)), 401, 'invalid_challenge');
        expectProblem(await service.post(path, proof(person), invented), 401, 'invalid_challenge');
        expectProblem(await other.post(path, proof(person)), 401, 'invalid_challenge');
      }

      expect((await person.browser.post(path, proof(person))).status).toBe(200);
    },
  );

  it('is refused by /login/passkey without its cookie, and the same signature is accepted with it', async () => {
    const person = await service.person();
    const { key } = await addPasskey(service, person);
    const browser = new Browser(service);
    const { challenge } = (await signIn(browser, person)).body;
    const { publicKey } = (await browser.post('/login/passkey/options', { challenge })).body;
    const proof = { challenge, credential: key.sign(publicKey) };

    expectProblem(await service.post('/login/passkey', proof), 401, 'invalid_challenge');

    expect((await browser.post(`/login/passkey${COOKIE_MODE}`, proof)).status).toBe(200);
  });

  it('stays valid when another tab of the browser gets a challenge', async () => {
    const first = await waiting();
    const second = await waiting(first.browser);

    const answers = [first, second].map(({ browser, challenge, app }) =>
      browser.post(`/login/totp${COOKIE_MODE}`, { challenge, code: app.next() }),
    );

    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
  });

  it('is bound to a new cookie when the browser sends an invalid one', async () => {
    const { name } = await personWithTotp(service);
    const headers = { cookie: '__Host-watchword_sign_in=1' };

    const answer = await service.post(`/login${COOKIE_MODE}`, { name, password: PASSWORD }, { headers });

    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-watchword_sign_in=[\w-]{43};/);
  });

  it('is stored as one hash, which contains neither the challenge nor the cookie', async () => {
    const { id, challenge, browser } = await waiting();

    const [row] = await service.rows(`SELECT * FROM pending_sign_ins WHERE user_id = '${id}'`);

    const stored = JSON.stringify(row);
    expect(stored).toMatch(/[0-9a-f]{64}/);
    expect(stored).not.toContain(challenge);
    expect(stored).not.toContain(browser.cookie('sign_in'));
  });
});

it.each(['/login/totp', '/login/passkey/options'])(
  'a challenge that has the value of its cookie as a prefix is refused by %s without the cookie',
  async (path) => {
    const person = await waiting();
    const challenge = `${person.browser.cookie('sign_in')}.${person.challenge}`;

    const answer = await service.post(path, {
      challenge,
      ...(path === '/login/totp' && { code: person.app.shows(1) }),
    });

    expectProblem(answer, 401, 'invalid_challenge');
  },
);

describe('a challenge for a passkey alone, in cookie mode', () => {
  const begin = async (browser: Browser) =>
    (await browser.post(`/login/passkey/options${COOKIE_MODE}`, {})).body;

  it('is refused without its cookie and with another one, and accepted once with its own', async () => {
    const { key } = await personWithPasskey(service);
    const [browser, other] = [new Browser(service), new Browser(service)];
    const { challenge, publicKey } = await begin(browser);
    await begin(other);
    const proof = { challenge, credential: key.sign(publicKey) };
    const signInIn = ({ post }: Pick<Browser, 'post'>) => post(`/login/passkey${COOKIE_MODE}`, proof);

    expectProblem(await service.post(`/login/passkey${COOKIE_MODE}`, proof), 401, 'invalid_challenge');
    expectProblem(await signInIn(other), 401, 'invalid_challenge');
    expect((await signInIn(browser)).status).toBe(200);
    expectProblem(await signInIn(browser), 401, 'invalid_challenge');
  });

  it('stays valid when another tab of the browser gets a challenge', async () => {
    const { key } = await personWithPasskey(service);
    const browser = new Browser(service);
    const begun = [await begin(browser), await begin(browser)];

    for (const { challenge, publicKey } of begun) {
      const proof = { challenge, credential: key.sign(publicKey) };
      expect((await browser.post(`/login/passkey${COOKIE_MODE}`, proof)).status).toBe(200);
    }
  });

  it('differs from one without cookie mode, which comes without a cookie', async () => {
    const { headers } = await service.post('/login/passkey/options', {});

    expect(headers.get('set-cookie')).toBeNull();
  });
});

describe('a challenge of the page that a mailed link opens', () => {
  it('is bound to the browser that pressed the button', async () => {
    const person = await verifiedPerson(service, mailbox);
    const { app } = await addTotp(service, person);
    await service.post('/login/email', { login: person.name });
    const { links } = await mailbox.next(person.email, 3);
    const { action, fields } = await openLink(service, links[0]!);
    const browser = new Browser(service);
    const send = (to: Pick<Browser, 'post'>, path: string, form: Record<string, string>) =>
      to.post(path, undefined, { raw: new URLSearchParams(form), headers: FORM });

    const page = await send(browser, pathOf(new URL(action, 'https://auth.example.com').href), fields);
    const [, challenge = ''] = /name="challenge" value="([^"]*)"/.exec(page.body) ?? [];
    const form = { challenge, code: app.shows(1) };

    expect((await send(service, '/sign-in/factor', form)).status).toBe(401);
    expect((await send(browser, '/sign-in/factor', form)).status).toBe(303);
  });
});

describe('a challenge without cookies', () => {
  it('is accepted from any client, even from a browser with the cookie of another sign-in', async () => {
    const { browser } = await waiting();
    const [one, other] = [await personWithTotp(service), await personWithTotp(service)];
    const begin = async ({ name }: PersonWithTotp) =>
      (await service.post('/login', { name, password: PASSWORD })).body.challenge as string;

    const [first, second] = [await begin(one), await begin(other)];

    expect((await browser.post('/login/totp', { challenge: first, code: one.app.next() })).status).toBe(200);
    expect((await service.post('/login/totp', { challenge: second, code: other.app.next() })).status).toBe(
      200,
    );
  });
});
