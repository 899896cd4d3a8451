import { useMailbox } from '../support/mailbox.js';
import { openLink, type Page, pathOf, press } from '../support/pages.js';
import { freshAddress, PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';
import { correspondent, MAILED_LINKS, verifiedPerson } from '../support/verification.js';

const mailbox = useMailbox();
const service = useService(() => ({ ...mailbox.environment, LOGIN_BY_EMAIL: 'on' }));

const NEW_PASSWORD = 'pebbles juggle otters';
const GERMAN = { 'accept-language': 'de-AT,de;q=0.9' };
const signIn = (name: string, password: string) => service.post('/login', { name, password });

/** Returns what a user types into the fields of a page. */
const typedInto = ({ fields }: Page): Record<string, string> =>
  'newPassword' in fields ? { newPassword: NEW_PASSWORD } : {};

/** Returns the status of the response to a button: a redirect after a sign-in, otherwise a page. */
const statusOf = (purpose: string) => (purpose === 'login' ? 303 : 200);

/** Requests of programs before a user opens a link: of mail scanners, and of browsers that expect a click. */
const LOOKS: [method: string, headers: Record<string, string>][] = [
  ['GET', {}],
  ['HEAD', {}],
  ['GET', { purpose: 'prefetch' }],
  ['GET', { 'sec-purpose': 'prefetch;prerender' }],
  ['GET', { 'user-agent': 'scanner', 'x-forwarded-for': '203.0.113.9' }],
];

describe('the link of a mail', () => {
  it.each(Object.keys(MAILED_LINKS))(
    'of the purpose %s still works once after scanners have opened it',
    async (purpose) => {
      const { links, html } = await MAILED_LINKS[purpose]!(service, mailbox);

      expect(html).toContain(`href="${links[0]}"`);
      for (const [method, headers] of LOOKS)
        expect((await service.send(method, pathOf(links[0]!), undefined, { headers })).status).toBe(200);
      const page = await openLink(service, links[0]!);
      const typed = typedInto(page);
      expect((await press(service, page, typed)).status).toBe(statusOf(purpose));
      expect((await press(service, page, typed)).status).toBe(400);
    },
  );

  it.each(Object.keys(MAILED_LINKS))(
    'of the purpose %s works only once when its button is pressed twice at once',
    async (purpose) => {
      const { links } = await MAILED_LINKS[purpose]!(service, mailbox);
      const page = await openLink(service, links[0]!);
      const typed = typedInto(page);

      const answers = await Promise.all([press(service, page, typed), press(service, page, typed)]);

      expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
        statusOf(purpose),
        400,
      ]);
    },
  );
});

describe('/verify-email', () => {
  it('verifies the address, in the language of the reader', async () => {
    const { mail, token } = await correspondent(service, mailbox);

    const page = await openLink(service, mail.links[0]!, GERMAN);
    const before = await service.get('/me', { token });
    const done = await press(service, page, {}, GERMAN);

    expect([page.heading, done.heading]).toEqual([
      'E-Mail-Adresse bestätigen',
      'Ihre E-Mail-Adresse ist bestätigt',
    ]);
    expect(page.body).toContain('<html lang="de">');
    expect(before.body.emailVerified).toBe(false);
    expect((await service.get('/me', { token })).body.emailVerified).toBe(true);
  });

  it('says that an address was taken by another account in the meantime', async () => {
    const { email } = await correspondent(service, mailbox);
    const { body } = await service.post('/register', { name: 'second-reader', password: PASSWORD, email });
    const [first, second] = await mailbox.waitFor(email, 2);
    await press(service, await openLink(service, first!.links[0]!));

    const { status, heading } = await press(service, await openLink(service, second!.links[0]!));

    expect(body.user.emailVerified).toBe(false);
    expect([status, heading]).toEqual([409, 'This address belongs to another account']);
  });
});

describe('/undo-email-change', () => {
  it('restores the old address, and ends every session', async () => {
    const { token, email, name } = await verifiedPerson(service, mailbox);
    const changed = freshAddress();
    await service.patch('/me', { email: changed }, { token });
    await press(service, await openLink(service, (await mailbox.next(changed)).links[0]!));

    const page = await openLink(service, (await mailbox.next(email, 2)).links[0]!);
    const { heading } = await press(service, page);

    expect(heading).toBe('The change was undone');
    expect((await service.get('/me', { token })).status).toBe(401);
    const { body } = await signIn(name, PASSWORD);
    expect((await service.get('/me', body)).body).toMatchObject({ email, emailVerified: true });
  });
});

describe('/reset-password', () => {
  it('names the account for password managers, and saves the password', async () => {
    const { name, email } = await verifiedPerson(service, mailbox);
    await service.post('/password/forgot', { login: name });
    const page = await openLink(service, (await mailbox.next(email, 2)).links[0]!);

    const done = await press(service, page, { newPassword: NEW_PASSWORD });

    expect(page.fields).toMatchObject({ name, newPassword: '' });
    expect(page.body).toContain('autocomplete="username"');
    expect(page.body).toContain('autocomplete="new-password"');
    expect([done.status, done.heading]).toEqual([200, 'Your password is saved']);
    expect((await signIn(name, NEW_PASSWORD)).status).toBe(200);
  });

  it.each([
    ['kurz', 'Das ist zu kurz. Verwenden Sie mindestens 8 Zeichen.'],
    ['', 'Das ist zu kurz. Verwenden Sie mindestens 8 Zeichen.'],
    ['x'.repeat(257), 'Das ist zu lang. Verwenden Sie höchstens 256 Zeichen.'],
    ['password123', 'Das ist eines der häufigsten Passwörter. Wählen Sie ein anderes.'],
    ['with\0nul byte', 'Das enthält Zeichen, die nicht verwendet werden können. Wählen Sie ein anderes.'],
  ])(
    'shows beside the field why it refuses the password %j, and the form still works',
    async (wrong, sentence) => {
      const { links } = await MAILED_LINKS.reset_password!(service, mailbox);
      const page = await openLink(service, links[0]!, GERMAN);

      const refused = await press(service, page, { newPassword: wrong }, GERMAN);

      expect([refused.status, refused.heading]).toEqual([400, 'Passwort wählen']);
      expect(refused.body).toContain(`<p class="fault" id="fault">${sentence}</p>`);
      expect(refused.body).toMatch(/aria-invalid="true" aria-describedby="fault hint"/);
      expect(refused.fields).toEqual({ ...page.fields, newPassword: '' });
      expect((await press(service, refused, { newPassword: NEW_PASSWORD })).status).toBe(200);
    },
  );

  it("refuses the account's own name as the password", async () => {
    const { links } = await MAILED_LINKS.invite!(service, mailbox);
    const page = await openLink(service, links[0]!);

    const refused = await press(service, page, { newPassword: page.fields.name! });

    expect(refused.body).toContain('This is your name or your address. Choose another.');
  });
});
