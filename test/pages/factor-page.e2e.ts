import { Overloaded } from '../../src/passwords/passwords.errors.js';
import { FactorAttempts } from '../../src/throttling/factor-attempts.js';
import { addTotp, travel } from '../support/factors.js';
import { useMailbox } from '../support/mailbox.js';
import { openLink, type Page, press } from '../support/pages.js';
import { PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';
import { MAILED_LINKS, verifiedPerson } from '../support/verification.js';

const METRICS_TOKEN = 'a-token-for-prometheus-alone';
const ISSUER = 'https://auth.example.com';
const GERMAN = { 'accept-language': 'de' };
const WRONG = '000000';
const mailbox = useMailbox();
const service = useService(() => ({
  ...mailbox.environment,
  LOGIN_BY_EMAIL: 'on',
  LOGIN_LIMIT: '100/1m',
  METRICS_TOKEN,
}));
afterEach(() => jest.restoreAllMocks());

/** Returns a verified user with an authenticator app, and the response to the button behind their sign-in link. */
async function begun(headers: Record<string, string> = {}, at = service) {
  const person = await verifiedPerson(at, mailbox);
  const factors = await addTotp(at, person);
  await at.post('/login/email', { login: person.name });
  const { links } = await mailbox.next(person.email, 3);
  const page = await press(at, await openLink(at, links[0]!), {}, headers);
  return { ...person, ...factors, page };
}

const cookiesOf = ({ headers }: Page) => headers.getSetCookie();
const faultOf = ({ body }: Page) => /<p class="fault" id="fault">(.*?)<\/p>/.exec(body)?.[1];
const sessionsOf = async ({ id }: { id: string }) =>
  (await service.rows(`SELECT id FROM sessions WHERE user_id = '${id}'`)).length;

describe('a mailed sign-in link', () => {
  it('of an account with a second factor leads to the form for a code, and starts no session before the code', async () => {
    const person = await begun();
    const { status, heading, action, fields, headers, body } = person.page;

    expect([status, heading, action]).toEqual([401, 'Enter a code', '/sign-in/factor']);
    expect(fields).toEqual({ challenge: expect.stringMatching(/^[\w-]{43}$/), code: '' });
    expect(body).toContain('autocomplete="one-time-code"');
    expect(headers.get('location')).toBeNull();
    expect(headers.get('cache-control')).toBe('no-store');
    expect(cookiesOf(person.page)).toEqual([expect.stringMatching(/^__Host-watchword_sign_in=[\w-]{43};/)]);
    expect(await sessionsOf(person)).toBe(1);
  });

  it('redirects after the code, and sets the cookies of cookie mode', async () => {
    const { page, app } = await begun();

    const answer = await press(service, page, { code: app.next() });
    const [refresh, device] = cookiesOf(answer);
    const cookie = refresh!.split(';')[0]!;
    const { body } = await service.post('/refresh', {}, { headers: { cookie, origin: ISSUER } });

    expect([answer.status, answer.headers.get('location'), answer.body]).toEqual([303, '/account', '']);
    expect(refresh).toMatch(
      /^__Host-watchword_refresh=[\w.-]+; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(device).toMatch(/^__Host-watchword_device=/);
    expect((await service.get('/protected', body)).status).toBe(200);
  });

  it('accepts a code with a space, as apps show it, and a recovery code in lower case', async () => {
    const [one, other] = [await begun(), await begun()];
    const spaced = one.app.next().replace(/^.../, '$& ');
    const [small = ''] = other.recoveryCodes.map((code) => code.toLowerCase());

    expect((await press(service, one.page, { code: spaced })).status).toBe(303);
    expect((await press(service, other.page, { code: small })).status).toBe(303);
  });

  it('starts only one session when the form for the code is sent three times at once', async () => {
    const person = await begun();
    const code = person.app.next();

    const answers = await Promise.all([1, 2, 3].map(() => press(service, person.page, { code })));

    const statuses = answers.map(({ status }) => status);
    expect(statuses.toSorted((one, other) => one - other)).toEqual([303, 401, 401]);
    expect(await sessionsOf(person)).toBe(2);
  });

  it('signs in at once when the account has no second factor', async () => {
    const { links } = await MAILED_LINKS.login!(service, mailbox);
    expect((await press(service, await openLink(service, links[0]!))).status).toBe(303);
  });
});

describe('/sign-in/factor', () => {
  it('says beside the field that a code is wrong, and the form still works', async () => {
    const { page, app } = await begun(GERMAN);

    const refused = await press(service, page, { code: WRONG }, GERMAN);

    expect([page.heading, refused.status, refused.heading]).toEqual(['Code eingeben', 401, 'Code eingeben']);
    expect(faultOf(refused)).toMatch(/^Dieser Code ist falsch oder wurde schon benutzt\./);
    expect(refused.body).toContain('aria-invalid="true" aria-describedby="fault hint"');
    expect(refused.fields).toEqual(page.fields);
    expect((await press(service, refused, { code: app.next() })).status).toBe(303);
  });

  it.each([
    ['', 'Enter a code.'],
    ['12345', 'This is neither six digits nor a recovery code.'],
    ['K7PD-2XQA-MZ4E', 'This is neither six digits nor a recovery code.'],
    ['1'.repeat(400), 'This cannot be used. Enter a code.'],
    ['12345\0', 'This cannot be used. Enter a code.'],
    ['"><script>alert(1)</script>', 'This is neither six digits nor a recovery code.'],
  ])('does not count %j as an attempt, because it is not a code', async (code, sentence) => {
    const { page, app } = await begun();

    const refused = [];
    for (let times = 0; times < 6; times++) refused.push(await press(service, page, { code }));

    expect(refused.map(({ status }) => status)).toEqual(Array(6).fill(400));
    expect(refused[0]!.fields).toEqual(page.fields);
    expect([...new Set(refused.map(faultOf))]).toEqual([sentence]);
    expect((await press(service, page, { code: app.next() })).status).toBe(303);
  });

  it('refuses to continue after five wrong codes, and after ten minutes', async () => {
    const [one, other] = [await begun(), await begun()];
    const wrong = [];
    for (let times = 0; times < 5; times++) wrong.push(await press(service, one.page, { code: WRONG }));
    const spent = await press(service, one.page, { code: one.app.next() });
    travel(service, 600_000);
    const late = await press(service, other.page, { code: other.app.next() }, GERMAN);

    expect(wrong.map(({ heading }) => heading)).toEqual(Array(5).fill('Enter a code'));
    expect([spent.status, spent.heading, spent.action]).toEqual([401, 'This sign-in cannot be finished', '']);
    expect([late.status, late.heading]).toEqual([401, 'Diese Anmeldung kann nicht abgeschlossen werden']);
  });

  it('shares its limit with POST /login/totp, says how long to wait, and keeps the form', async () => {
    const { name, page, app, recoveryCodes } = await begun();
    for (let guess = 0; guess < 20; guess++) {
      const { challenge } = (await service.post('/login', { name, password: PASSWORD })).body;
      await service.post('/login/totp', { challenge, code: WRONG });
    }

    const limited = await press(service, page, { code: app.next() });

    expect([limited.status, limited.fields]).toEqual([429, page.fields]);
    expect(faultOf(limited)).toBe(
      'Too many attempts. Enter a code of the other kind, or wait 60 minutes and begin the sign-in again.',
    );
    expect((await press(service, limited, { code: recoveryCodes[0]! })).status).toBe(303);
  });

  it('keeps the form while the service is busy, because the link is already used', async () => {
    const { page, app } = await begun();
    const overloaded = new Overloaded(undefined, { retryAfter: 3 });
    jest.spyOn(service.app.get(FactorAttempts), 'count').mockRejectedValueOnce(overloaded);

    const busy = await press(service, page, { code: app.shows(1) });

    expect([busy.status, busy.headers.get('retry-after'), busy.fields]).toEqual([503, '3', page.fields]);
    expect(faultOf(busy)).toBe('This cannot be done right now. Wait 3 seconds, and try again.');
    expect((await press(service, busy, { code: app.shows(1) })).status).toBe(303);
  });

  it.each([
    ['GET', undefined],
    ['POST', { code: '287082' }],
    ['POST', { code: '287082', challenge: 'q'.repeat(43) }],
    ['POST', { code: '287082', challenge: '"><script>alert(1)</script>' }],
    ['POST', { code: 'x', challenge: 'q'.repeat(101) }],
  ])('says to begin again when it gets %s with %j', async (method, form) => {
    const raw = form && new URLSearchParams(form);
    const { status, body } = await service.send(method, '/sign-in/factor', undefined, { raw });

    expect([400, 401]).toContain(status);
    expect(body).toContain('<h1>This sign-in cannot be finished</h1>');
    expect(body).not.toMatch(/<script|<form/);
  });

  it('shows markup in a challenge as text when the code is invalid', async () => {
    const raw = new URLSearchParams({ code: 'x', challenge: '"><script>alert(1)</script>' });
    const { status, body } = await service.post('/sign-in/factor', undefined, { raw });

    expect(status).toBe(400);
    expect(body.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/<script|alert/);
  });

  it.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: ISSUER },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ])(
    'refuses a form with the headers %j, which could sign a user in to an attacker’s account',
    async (headers) => {
      const { page, app } = await begun();
      const raw = new URLSearchParams({ ...page.fields, code: app.next() });

      const {
        status,
        body,
        headers: answered,
      } = await service.post('/sign-in/factor', undefined, {
        raw,
        headers: headers as Record<string, string>,
      });

      expect([status, answered.getSetCookie()]).toEqual([403, []]);
      expect(body).toContain('Go back to where you sign in, and begin again.');
    },
  );

  it('refuses JSON bodies', async () => {
    const { status, body } = await service.post('/sign-in/factor', { challenge: 'x', code: WRONG });
    expect(status).toBe(415);
    expect(body).toContain('<h1>This request was not understood</h1>');
  });

  it('leaves no challenge and no code in the log', async () => {
    const { page, recoveryCodes } = await begun();
    const [code = ''] = recoveryCodes;
    await press(service, page, { code: WRONG });
    await press(service, page, { code });

    const { challenge = '?' } = page.fields;
    expect(service.logLines.filter((line) => line.includes('/sign-in/factor'))).not.toEqual([]);
    expect(service.logLines.filter((line) => line.includes(challenge) || line.includes(code))).toEqual([]);
  });

  it('is counted in the metrics as a sign-in, by outcome', async () => {
    const countOf = async (outcome: string) => {
      const { body } = await service.get('/metrics', { token: METRICS_TOKEN });
      return Number(new RegExp(`outcome="${outcome}"} (\\d+)`).exec(body)?.[1] ?? 0);
    };
    const { page, app } = await begun();
    const before = [await countOf('wrong'), await countOf('succeeded')];

    await press(service, page, { code: WRONG });
    await press(service, page, { code: app.next() });

    expect([await countOf('wrong'), await countOf('succeeded')]).toEqual(before.map((count) => count + 1));
  });
});

describe('/sign-in/factor with MFA_REMEMBER', () => {
  const remembering = useService(() => ({
    ...mailbox.environment,
    LOGIN_BY_EMAIL: 'on',
    MFA_REMEMBER: '30d',
  }));
  const chosen = { rememberDevice: 'true' };

  it('offers to remember the browser, and keeps the choice after a wrong code', async () => {
    const { page } = await begun({}, remembering);
    const refused = await press(remembering, page, { code: WRONG, ...chosen });

    expect(page.body).toMatch(/<input type="checkbox" name="rememberDevice" value="true"\/>Ask for no code/);
    expect(page.body).toContain('Ask for no code in this browser for 30 days');
    expect([page.fields.rememberDevice, refused.fields.rememberDevice]).toEqual([undefined, 'true']);
  });

  it('remembers the browser, so that the next link signs in there at once', async () => {
    const { page, app, name, email } = await begun({}, remembering);
    const { cookies } = await press(remembering, page, { code: app.next(), ...chosen });
    await remembering.post('/login/email', { login: name });
    const { links } = await mailbox.next(email, 5);

    const form = await openLink(remembering, links[0]!);
    const answer = await press(remembering, form, {}, { cookie: cookies });

    expect(cookies).toMatch(/__Host-watchword_remembered=[\w-]{43}/);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/account']);
  });

  it('refuses any other value for the checkbox', async () => {
    const { page, app } = await begun({}, remembering);
    const answer = await press(remembering, page, { code: app.next(), rememberDevice: 'yes' });

    expect([answer.status, answer.heading]).toEqual([400, 'This request was not understood']);
  });
});

describe('/sign-in/factor', () => {
  const demanding = useService(() => ({
    ...mailbox.environment,
    LOGIN_BY_EMAIL: 'on',
    MFA_REQUIRED_ROLES: 'user',
  }));

  it('is not shown to a user who must still add a factor: the link signs in', async () => {
    const { links } = await MAILED_LINKS.login!(demanding, mailbox);
    expect((await press(demanding, await openLink(demanding, links[0]!))).status).toBe(303);
  });
});
