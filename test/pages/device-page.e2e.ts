import {
  authorize,
  browserOf,
  type Codes,
  decide,
  makeDeviceClient,
  poll,
  typeCode,
} from '../support/devices.js';
import { PageBrowser } from '../support/page-browser.js';
import { OWN_FORM } from '../support/pages.js';
import { PASSWORD } from '../support/people.js';
import type { Credentials } from '../support/service-clients.js';
import { useService } from '../support/service.js';

const service = useService({ TRUST_PROXY: '127.0.0.1/32' });
let client: Credentials;
beforeAll(async () => {
  client = await makeDeviceClient(service);
});
afterEach(() => jest.restoreAllMocks());

const WRONG = 'This code is wrong, or does not count any more. Enter the one that your device shows now.';
const begin = async (): Promise<Codes> => (await authorize(service, client)).body;
const errorOf = async (codes: Codes) => (await poll(service, client, codes)).body.error;
const signedIn = async () => browserOf(service, await service.person());

describe('/device', () => {
  it('accepts the code, names the user and the client before the sign-in, and sends the user back to the device', async () => {
    const person = await service.person();
    const [codes, browser] = [await begin(), await browserOf(service, person)];

    const form = await browser.open('/device');
    const confirmation = await browser.press(form, { user_code: codes.user_code });
    const done = await browser.press(confirmation, { decision: 'allow' });

    expect([form.status, form.heading, form.faults]).toEqual([200, 'Sign in on another device', []]);
    expect([confirmation.status, confirmation.heading]).toEqual([200, 'Allow the sign-in?']);
    expect(confirmation.body).toContain(
      `A device of orders that shows the code ${codes.user_code} wants to sign in as ${person.name}.`,
    );
    expect(confirmation.body).toContain('Allow it only if you have started this yourself');
    expect(confirmation.body).toMatch(/<button[^>]*value="allow">Allow<.*<button[^>]*value="deny">Deny</);
    expect([done.status, done.heading]).toEqual([200, 'You have allowed the sign-in']);
    expect(done.body).toContain('You can go back to your device.');
    expect((await poll(service, client, codes)).status).toBe(200);
  });

  it('is in German for a browser that prefers German', async () => {
    const browser = await signedIn();
    const page = await browser.open('/device', { 'accept-language': 'de' });
    expect(page.heading).toBe('Auf einem anderen Gerät anmelden');
  });

  it.each([
    ['in small letters without a dash', (code: string) => code.toLowerCase().replace('-', '')],
    ['with spaces', (code: string) => ` ${[...code.replace('-', '')].join(' ')} `],
    ['with another dash', (code: string) => code.replace('-', ' – ')],
    ['with a minus sign and a space of no width', (code: string) => `${code.replace('-', '\u2212')}\u200b`],
  ])('accepts a code %s', async (_, typed) => {
    const confirmation = await typeCode(await signedIn(), typed((await begin()).user_code));
    expect([confirmation.status, confirmation.heading]).toEqual([200, 'Allow the sign-in?']);
  });

  it('decides nothing when it is opened or a code is sent, not even with a decision in the address', async () => {
    const [codes, browser] = [await begin(), await signedIn()];

    const page = await browser.open(`/device?user_code=${codes.user_code}&decision=allow`);
    await browser.press(page);

    expect([page.heading, page.fields.user_code]).toEqual(['Sign in on another device', codes.user_code]);
    expect(await errorOf(codes)).toBe('authorization_pending');
  });

  it('does not fill in a user_code that is not a valid code', async () => {
    const browser = await signedIn();
    for (const query of ['user_code=%22%3E%3Cscript%3E', 'user_code=AAAA-AAAA', 'user_code=a&user_code=b']) {
      const { status, fields } = await browser.open(`/device?${query}`);
      expect([status, fields.user_code]).toEqual([200, '']);
    }
  });

  it('shows the same message for a wrong, an expired and a used code, and keeps what was typed', async () => {
    const browser = await signedIn();
    const [used, denied, expired] = [await begin(), await begin(), await begin()];
    await decide(browser, used);
    await decide(browser, denied, 'deny');
    service.travel(601);

    for (const code of ['BBBB-BBBB', 'otters', used.user_code, denied.user_code, expired.user_code]) {
      const page = await typeCode(browser, code);
      expect([page.status, page.faults, page.fields.user_code]).toEqual([400, [WRONG], code]);
    }
  });

  it('asks for a code when none was typed', async () => {
    const page = await typeCode(await signedIn(), '');
    expect([page.status, page.faults]).toEqual([400, ['Enter the code that your device shows.']]);
  });

  it('accepts no second decision for the same code', async () => {
    const [codes, browser] = [await begin(), await signedIn()];
    const confirmation = await typeCode(browser, codes.user_code);
    await browser.press(confirmation, { decision: 'deny' });

    const again = await browser.press(confirmation, { decision: 'allow' });

    expect([again.status, again.faults]).toEqual([400, [WRONG]]);
    expect(await errorOf(codes)).toBe('access_denied');
  });

  it('refuses a decision other than allow and deny, and the request stays pending', async () => {
    const [codes, browser] = [await begin(), await signedIn()];
    const confirmation = await typeCode(browser, codes.user_code);

    expect((await browser.press(confirmation, { decision: 'maybe' })).status).toBe(400);
    expect(await errorOf(codes)).toBe('authorization_pending');
  });
});

describe('a user who is not signed in at /device', () => {
  it('signs in first, and comes back with the code', async () => {
    const [codes, person] = [await begin(), await service.person()];
    const browser = new PageBrowser(service);

    const { status, headers } = await browser.open(`/device?user_code=${codes.user_code}`);
    const address = headers.get('location')!;
    const { headers: next } = await browser.press(await browser.open(address), {
      name: person.name,
      password: PASSWORD,
    });

    const here = `/device?user_code=${codes.user_code}`;
    expect([status, address]).toEqual([303, `/sign-in?return_to=${encodeURIComponent(here)}`]);
    expect(next.get('location')).toBe(here);
    expect((await browser.open(here)).fields.user_code).toBe(codes.user_code);
  });

  it('signs in again when the session has ended before the button was pressed', async () => {
    const person = await service.person();
    const [codes, browser] = [await begin(), await browserOf(service, person)];
    const confirmation = await typeCode(browser, codes.user_code);
    await service.delete('/sessions', undefined, { token: person.token });

    const { status, headers } = await browser.press(confirmation, { decision: 'allow' });

    const here = encodeURIComponent(`/device?user_code=${codes.user_code}`);
    expect([status, headers.get('location')]).toEqual([303, `/sign-in?return_to=${here}`]);
    expect(await errorOf(codes)).toBe('authorization_pending');
  });

  it.each(['//evil.example', 'https://evil.example', '/\\evil.example'])(
    'is not redirected to another site by %s',
    async (address) => {
      const evil = encodeURIComponent(address);
      const browser = new PageBrowser(service);
      const away = await browser.open(`/device?return_to=${evil}&user_code=${evil}`);
      const page = await (await signedIn()).open(`/device?return_to=${evil}`);

      expect(away.headers.get('location')).toMatch(/^\/sign-in\?return_to=%2Fdevice/);
      expect(page.fields).not.toHaveProperty('return_to');
    },
  );
});

describe('the confirmation form of /device', () => {
  it('is refused from another site and without the form token of the browser, and decides nothing', async () => {
    const [codes, browser] = [await begin(), await signedIn()];
    const { fields, action } = await typeCode(browser, codes.user_code);
    const cookie = browser.session.headers.cookie!;
    const { formToken: _, ...bare } = fields;
    const forgeries = [
      [fields, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
      [bare, OWN_FORM],
      [{ ...bare, formToken: (await new PageBrowser(service).open('/sign-in')).fields.formToken! }, OWN_FORM],
    ] as const;

    for (const [sent, headers] of forgeries) {
      const raw = new URLSearchParams({ ...sent, decision: 'allow' });
      const answer = await service.post(action, undefined, { raw, headers: { ...headers, cookie } });
      expect(answer.status).toBe(403);
    }
    expect(await errorOf(codes)).toBe('authorization_pending');
  });

  it('is valid only for the user it was shown to: after another user has signed in, it is shown again', async () => {
    const [codes, browser, other] = [await begin(), await signedIn(), await service.person()];
    const confirmation = await typeCode(browser, codes.user_code);
    await browser.press(await browser.open('/sign-out'));
    await browser.press(await browser.open('/sign-in'), { name: other.name, password: PASSWORD });

    const refused = await browser.press(confirmation, { decision: 'allow' });
    const shown = await browser.press(refused);

    expect([refused.status, refused.fields.user_code]).toEqual([403, codes.user_code]);
    expect(shown.body).toContain(`wants to sign in as ${other.name}.`);
    expect(await errorOf(codes)).toBe('authorization_pending');
  });

  it('is not valid for another user who has signed in through the API in the meantime', async () => {
    const [codes, browser, other] = [await begin(), await signedIn(), await service.person()];
    const confirmation = await typeCode(browser, codes.user_code);
    const { headers } = await service.post('/login?cookie=true', { name: other.name, password: PASSWORD });
    const [cookie] = headers.getSetCookie().filter((line) => line.includes('_refresh='));
    const [name = '', value = ''] = cookie!.split(';')[0]!.split('=');
    browser.cookies.set(name, value);

    const shown = await browser.press(confirmation, { decision: 'allow' });

    expect(shown.body).toContain(`wants to sign in as ${other.name}.`);
    expect(await errorOf(codes)).toBe('authorization_pending');
  });

  it('cannot be framed or cached, and sends no referrer', async () => {
    const page = await typeCode(await signedIn(), (await begin()).user_code);

    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    });
  });
});

describe('guesses of user codes at /device', () => {
  it('are limited to 20 for each user, and correct codes are not counted', async () => {
    const [browser, other] = [await signedIn(), await signedIn()];
    await typeCode(browser, (await begin()).user_code);
    const statuses = [];
    for (let guess = 0; guess < 21; guess++) statuses.push((await typeCode(browser, 'BBBB-BBBB')).status);

    const page = await typeCode(browser, (await begin()).user_code);

    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 400), 429]);
    expect([page.status, page.faults]).toEqual([429, ['Too many attempts. Wait 60 minutes, and try again.']]);
    expect((await typeCode(other, (await begin()).user_code)).status).toBe(200);
  });

  it('are limited to 100 for each address, whichever user is signed in', async () => {
    const behind = { 'x-forwarded-for': '203.0.113.9' };
    const browsers = await Promise.all(Array.from({ length: 6 }, signedIn));
    const guess = async (browser: PageBrowser) =>
      browser.press(await browser.open('/device'), { user_code: 'BBBB-BBBB' }, behind);
    const statuses = [];
    for (const browser of browsers)
      for (let times = 0; times < 19; times++) statuses.push((await guess(browser)).status);

    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
    expect(statuses.filter((status) => status === 400).length).toBeLessThanOrEqual(100);
  });

  it('are all counted when they arrive at once', async () => {
    const browser = await signedIn();
    const form = await browser.open('/device', { 'x-forwarded-for': '203.0.113.10' });
    const pages = await Promise.all(
      Array.from({ length: 30 }, () => browser.press(form, { user_code: 'CCCC-CCCC' })),
    );
    expect(pages.filter(({ status }) => status === 400).length).toBeLessThanOrEqual(20);
  });
});
