import { useMailbox } from '../support/mailbox.js';
import { PageBrowser } from '../support/page-browser.js';
import { openLink, press } from '../support/pages.js';
import { freshName, PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';

const APP = 'https://app.example.com';
const XSS = '"><script>alert(1)</script>';
const mailbox = useMailbox();
const service = useService(() => ({ ...mailbox.environment, ALLOWED_RETURN_URLS: APP }));

/** Signs up in a new browser. */
async function signUp(typed: Record<string, string>, query = '', of = service) {
  const browser = new PageBrowser(of);
  const page = await browser.open(`/sign-up${query}`);
  return { browser, page, answer: await browser.press(page, typed) };
}

describe('/sign-up', () => {
  it('creates an account, with which its owner can then sign in', async () => {
    const name = freshName();

    const { answer } = await signUp({ name, password: PASSWORD });

    expect([answer.status, answer.heading]).toEqual([200, 'Your account is ready']);
    expect(answer.body).toContain('<a href="/sign-in">Sign in</a>');
    expect((await service.post('/login', { name, password: PASSWORD })).status).toBe(200);
  });

  it('mails a link to the address if one is given', async () => {
    const name = freshName();
    const email = `${name}@example.com`;

    await signUp({ name, password: PASSWORD, email });
    const { links } = await mailbox.next(email);

    expect((await press(service, await openLink(service, links[0]!))).status).toBe(200);
    expect((await service.post('/login', { name: email, password: PASSWORD })).status).toBe(200);
  });

  it('asks for a new name and a new password in a way that password managers know', async () => {
    const { page } = await signUp({});

    expect([page.status, page.heading]).toEqual([200, 'Create an account']);
    expect(Object.keys(page.fields)).toEqual(['formToken', 'name', 'email', 'password']);
    expect(page.body).toMatch(/<input id="name" [^>]*autocomplete="username"/);
    expect(page.body).toMatch(/<input id="email" [^>]*type="email" autocomplete="email"/);
    expect(page.body).toMatch(/<input id="password" [^>]*autocomplete="new-password" minLength="8"/i);
  });

  it.each([
    [{ name: 'al' }, ['This is too short. Use at least 3 characters.']],
    [{ name: 'a b c' }, ['This contains characters that cannot be used. Use letters, digits and ._- alone.']],
    [{ name: XSS }, ['This contains characters that cannot be used. Use letters, digits and ._- alone.']],
    [{ name: 'root' }, ['This name is taken. Choose another.']],
    [{ email: 'alice' }, ['This is no email address.']],
    [{ password: 'short' }, ['This is too short. Use at least 8 characters.']],
    [{ password: 'password123' }, ['This is one of the most used passwords. Choose another.']],
    [
      { name: 'al', email: 'alice', password: 'short' },
      [
        'This is too short. Use at least 3 characters.',
        'This is no email address.',
        'This is too short. Use at least 8 characters.',
      ],
    ],
  ])(
    'shows for %j beside each field what is wrong, and keeps all but the password',
    async (typed, faults) => {
      const sent = { name: freshName(), email: 'alice@example.com', password: PASSWORD, ...typed };

      const { answer } = await signUp(sent);

      expect([answer.status, answer.faults]).toEqual([faults[0]!.includes('taken') ? 409 : 400, faults]);
      expect(answer.fields).toMatchObject({ name: sent.name, email: sent.email, password: '' });
      expect(answer.body.match(/ autofocus/g)).toHaveLength(1);
      const firstFault = answer.body.indexOf('aria-invalid="true"');
      expect(answer.body.lastIndexOf('autofocus ', firstFault)).toBe(firstFault - 'autofocus '.length);
      expect(answer.body.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/<script|alert/);
    },
  );

  it("refuses the account's own name as the password", async () => {
    const name = freshName();
    const { answer } = await signUp({ name, password: name });
    expect(answer.faults).toEqual(['This is your name or your address. Choose another.']);
  });

  it('creates one account when the button is pressed twice at once', async () => {
    const browser = new PageBrowser(service);
    const page = await browser.open('/sign-up');
    const typed = { name: freshName(), password: PASSWORD };

    const answers = await Promise.all([browser.press(page, typed), browser.press(page, typed)]);

    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 409]);
  });

  it('keeps return_to for the sign-in that follows', async () => {
    const query = `?return_to=${encodeURIComponent(`${APP}/x?y=1&z`)}`;
    const { browser, page, answer } = await signUp({ name: freshName(), password: PASSWORD }, query);
    const link = `<a href="/sign-in${query}">Sign in</a>`;
    const signIn = await browser.open(`/sign-in${query}`);

    for (const { body } of [page, answer]) expect(body).toContain(link);
    expect(signIn.body).toContain(`<a href="/sign-up${query}">Create an account</a>`);
    expect(signIn.fields.return_to).toBe(`${APP}/x?y=1&z`);
  });
});

describe('/sign-up where REQUIRE_VERIFIED_EMAIL=true', () => {
  const demanding = useService(() => ({ ...mailbox.environment, REQUIRE_VERIFIED_EMAIL: 'true' }));

  it('tells the user to check the mail, and the sign-in page does so too until the address is confirmed', async () => {
    const name = freshName();
    const email = `${name}@example.com`;

    const { browser, page, answer } = await signUp({ name, password: PASSWORD, email }, '', demanding);
    const typed = { name, password: PASSWORD };
    const early = await browser.press(await browser.open('/sign-in'), typed);
    await press(demanding, await openLink(demanding, (await mailbox.next(email)).links[0]!));
    const signedIn = await browser.press(early, typed);

    expect(page.body).toContain('you can sign in once you have opened that');
    expect([answer.status, answer.heading]).toEqual([200, 'Check your mail']);
    expect(early.status).toBe(403);
    expect(early.faults[0]).toMatch(/^Your email address is not confirmed yet\./);
    expect(signedIn.status).toBe(303);
  });

  it('requires an address, because an account without one could not sign in', async () => {
    const name = freshName();
    const { page, answer } = await signUp({ name, password: PASSWORD }, '', demanding);

    expect(page.body).toMatch(/<input id="email" [^>]*required/);
    expect([answer.status, answer.faults]).toEqual([400, ['Enter your email address.']]);
    expect((await demanding.post('/register', { name, password: PASSWORD })).status).toBe(201);
  });
});

describe('/sign-up where REGISTRATION=closed', () => {
  const closed = useService({ REGISTRATION: 'closed' });

  it('says who creates accounts, and the sign-in page does not link to it', async () => {
    const browser = new PageBrowser(closed);
    const signIn = await browser.open('/sign-in');
    const answers = [
      await browser.open('/sign-up'),
      await browser.press({ ...signIn, action: '/sign-up' }, { name: freshName(), password: PASSWORD }),
    ];

    for (const { status, heading } of answers)
      expect([status, heading]).toEqual([403, 'Accounts are made by an administrator']);
    expect(signIn.body).not.toContain('/sign-up');
  });
});

describe('the limit of /sign-up', () => {
  const limited = useService({ REGISTER_LIMIT: '2/1m' });

  it('is that of POST /register, is shown as text, and does not count forms of other sites', async () => {
    const browser = new PageBrowser(limited);
    const page = await browser.open('/sign-up');
    for (let times = 0; times < 5; times++) {
      await browser.press({ ...page, fields: {} }, { name: freshName(), password: PASSWORD });
      await browser.press(page, {}, { 'sec-fetch-site': 'cross-site' });
    }
    await browser.press(page, { name: freshName(), password: PASSWORD });
    await limited.post('/register', { name: freshName(), password: PASSWORD });

    const refused = await browser.press(page, { name: 'alice', password: PASSWORD });

    expect([refused.status, refused.fields.name]).toEqual([429, 'alice']);
    expect(refused.faults).toEqual(['Too many attempts. Wait one minute, and try again.']);
  });
});
