import { addTotp } from '../support/factors.js';
import { useMailbox } from '../support/mailbox.js';
import { PageBrowser } from '../support/page-browser.js';
import { openLink, type Page, press } from '../support/pages.js';
import { freshName, PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';
import { verifiedPerson } from '../support/verification.js';

const APP = 'https://app.example.com';
const XSS = '"><script>alert(1)</script>';
const mailbox = useMailbox();
const service = useService(() => ({
  ...mailbox.environment,
  LOGIN_BY_EMAIL: 'on',
  ALLOWED_RETURN_URLS: APP,
}));

/** Requests a mail in a new browser. */
async function ask(path: string, login: string) {
  const browser = new PageBrowser(service);
  const answer = await browser.press(await browser.open(path), { login });
  return { browser, answer };
}

/** Returns the body of a page without the values that differ each time. */
const bodyOf = ({ body }: Page) => body.replaceAll(/name="(formToken|challenge)" value="[^"]*"/g, '');

describe.each(['/forgot-password', '/sign-in/mail'])('%s', (path) => {
  it('shows the same page for every name and address', async () => {
    const { name } = await verifiedPerson(service, mailbox);
    const unverified = await service.person();
    const logins = [name, unverified.name, freshName(), `${freshName()}@example.com`];

    const pages = await Promise.all(logins.map(async (login) => (await ask(path, login)).answer));

    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(pages.map(bodyOf)).size).toBe(1);
    expect(pages[0]!.heading).toBe('Check your mail');
  });

  it.each([
    ['', 'Enter your name or your email address.'],
    ['a\0b', 'This is no name of an account. Enter it again.'],
    ['a'.repeat(400), 'This is no name of an account. Enter it again.'],
  ])('shows beside the field what is wrong with %j', async (login, fault) => {
    const { answer } = await ask(path, login);
    expect([answer.status, answer.faults]).toEqual([400, [fault]]);
  });

  it('shows typed markup as text', async () => {
    const { answer } = await ask(path, `${XSS}\0`);
    expect(answer.status).toBe(400);
    expect(answer.body.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/<script|alert/);
  });
});

describe('/forgot-password', () => {
  it('mails a link for choosing a new password', async () => {
    const { name, email } = await verifiedPerson(service, mailbox);

    await ask('/forgot-password', name);
    const page = await openLink(service, (await mailbox.next(email, 2)).links[0]!);
    const done = await press(service, page, { newPassword: 'pebbles juggle otters' });

    expect(done.heading).toBe('Your password is saved');
    expect(done.body).toContain('<a href="/sign-in">Sign in</a>');
    expect((await service.post('/login', { name, password: 'pebbles juggle otters' })).status).toBe(200);
  });

  it('is linked from the page of an invalid reset link', async () => {
    const page = await openLink(service, `https://x/reset-password?token=${'q'.repeat(43)}`);
    expect(page.body).toContain('<a href="/forgot-password">Forgot your password?</a>');
  });
});

describe('/sign-in/mail', () => {
  it('signs in with the mailed code, in the browser that requested it, and redirects', async () => {
    const { name, email } = await verifiedPerson(service, mailbox);
    const browser = new PageBrowser(service);
    const form = await browser.open(`/sign-in/mail?return_to=${encodeURIComponent(`${APP}/x`)}`);

    const page = await browser.press(form, { login: name });
    const { code } = await mailbox.next(email, 2);
    const wrong = await browser.press(page, { code: code === '00000000' ? '11111111' : '00000000' });
    const answer = await browser.press(wrong, { code: ` ${code.slice(0, 4)} ${code.slice(4)} ` });

    expect([page.action, page.fields.challenge]).toEqual([
      '/sign-in/code',
      expect.stringMatching(/^[\w-]{36}$/),
    ]);
    expect(page.body).toMatch(/autocomplete="one-time-code" inputmode="numeric"/);
    expect([wrong.status, wrong.faults[0]]).toEqual([400, expect.stringMatching(/^This code is wrong/)]);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${APP}/x`]);
    expect((await browser.open('/account')).body).toContain(name);
  });

  it('asks for the second factor after the mailed code', async () => {
    const person = await verifiedPerson(service, mailbox);
    const { app } = await addTotp(service, person);
    const { browser, answer } = await ask('/sign-in/mail', person.name);

    const factor = await browser.press(answer, { code: (await mailbox.next(person.email, 3)).code });
    const done = await browser.press(factor, { code: app.next() });

    expect([factor.status, factor.action, done.status]).toEqual([401, '/sign-in/factor', 303]);
  });

  it('accepts no code after five wrong ones, and none for an invented challenge', async () => {
    const { name, email } = await verifiedPerson(service, mailbox);
    const { browser, answer } = await ask('/sign-in/mail', name);
    const { code } = await mailbox.next(email, 2);
    const wrong = code === '00000000' ? '11111111' : '00000000';
    for (let times = 0; times < 5; times++) await browser.press(answer, { code: wrong });

    const spent = await browser.press(answer, { code });
    const invented = await browser.press(answer, { code, challenge: crypto.randomUUID() });
    const broken = await browser.press(answer, { code, challenge: XSS });

    expect([spent.status, invented.status, broken.status]).toEqual([400, 400, 400]);
    expect(bodyOf(spent)).toBe(bodyOf(invented));
    expect(broken.heading).toBe('This request was not understood');
  });

  it.each(['', '1234567', '123456789', 'abcdefgh'])(
    'refuses the code %j, because a code has eight digits',
    async (code) => {
      const { browser, answer } = await ask('/sign-in/mail', freshName());
      const refused = await browser.press(answer, { code });
      expect([refused.status, refused.faults, refused.fields.challenge]).toEqual([
        400,
        ['A code has eight digits.'],
        answer.fields.challenge,
      ]);
    },
  );

  it('is where /sign-in/code redirects to when it is opened without a challenge', async () => {
    const { status, headers } = await service.get(`/sign-in/code?return_to=${encodeURIComponent('/docs')}`);
    expect([status, headers.get('location')]).toEqual([303, '/sign-in/mail?return_to=%2Fdocs']);
  });

  it('is linked from the sign-in page', async () => {
    const { body } = await service.get('/sign-in');
    expect(body).toContain('<a href="/sign-in/mail">Sign in by mail</a>');
  });
});

describe('without mail and without LOGIN_BY_EMAIL', () => {
  const bare = useService(() => ({ NODE_ENV: 'production', ADMIN_PASSWORD: PASSWORD }));

  it('/forgot-password says that no mail can be sent', async () => {
    const browser = new PageBrowser(bare);
    const answer = await browser.press(await browser.open('/forgot-password'), { login: 'alice' });

    expect([answer.status, answer.faults]).toEqual([
      503,
      ['This service cannot send mail right now. Tell your administrator.'],
    ]);
  });

  it('/sign-in/mail and /sign-in/code return 404, and the sign-in page does not link to them', async () => {
    for (const path of ['/sign-in/mail', '/sign-in/code'])
      for (const method of ['GET', 'POST']) expect((await bare.send(method, path)).status).toBe(404);
    expect((await bare.get('/sign-in')).body).not.toContain('/sign-in/mail');
  });
});
