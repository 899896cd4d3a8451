import { tabToFirst, typeAtCursor, useChromium } from '../support/chromium.js';
import { authorize, makeDeviceClient, poll } from '../support/devices.js';
import { addTotp } from '../support/factors.js';
import { useMailbox } from '../support/mailbox.js';
import { pathOf } from '../support/pages.js';
import { describeWith } from '../support/programs.js';
import { useService } from '../support/service.js';
import { correspondent, MAILED_LINKS, verifiedPerson } from '../support/verification.js';

const mailbox = useMailbox();
const service = useService(() => ({ ...mailbox.environment, LOGIN_BY_EMAIL: 'on' }));

/** Returns the address of a mail's link at the service of these tests. */
const addressOf = ({ links }: { links: readonly string[] }) => service.origin + pathOf(links[0]!);

describeWith('chromium')('in Chromium without JavaScript', () => {
  const browser = useChromium();

  it('an address is verified with the keyboard alone', async () => {
    const { mail, token } = await correspondent(service, mailbox);
    const { page, complaints } = await browser.tab();

    await page.goto(addressOf(mail));
    await tabToFirst(page);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your email address is confirmed' }).waitFor();

    expect((await service.get('/me', { token })).body.emailVerified).toBe(true);
    expect(page.url()).toBe(`${service.origin}/verify-email`);
    expect(complaints).toEqual([]);
  });

  it('a new password can be typed without moving the focus, also after a refused one', async () => {
    const mail = await MAILED_LINKS.reset_password!(service, mailbox);
    const { page, complaints } = await browser.tab({ locale: 'de-DE' });

    await page.goto(addressOf(mail));
    await typeAtCursor(page, 'password123\n');
    await page.getByText('Das ist eines der häufigsten Passwörter.').waitFor();
    await typeAtCursor(page, 'pebbles juggle otters\n');
    await page.getByRole('heading', { name: 'Ihr Passwort ist gespeichert' }).waitFor();

    // The browser reports every response with status 400.
    expect(complaints.filter((text) => !text.includes('status of 400'))).toEqual([]);
  });

  it('a field tells screen readers what is wrong with it', async () => {
    const mail = await MAILED_LINKS.invite!(service, mailbox);
    const { page } = await browser.tab();

    await page.goto(addressOf(mail));
    await page.getByLabel('New password').fill('password123');
    await page.getByRole('button', { name: 'Save password' }).click();

    const field = page.getByLabel('New password');
    await page.getByText('one of the most used').waitFor();
    expect(await field.getAttribute('aria-describedby')).toBe('fault hint');
    expect(await field.inputValue()).toBe('');
  });

  it.each(['light', 'dark'] as const)(
    'the pages of mailed links do not scroll sideways at 320 px with the %s colour scheme',
    async (colorScheme) => {
      const mails = [
        await MAILED_LINKS.verify_email!(service, mailbox),
        await MAILED_LINKS.undo_email_change!(service, mailbox),
        await MAILED_LINKS.reset_password!(service, mailbox),
      ];
      const viewport = { width: 320, height: 640 };
      const { page } = await browser.tab({ colorScheme, viewport, locale: 'de-DE' });

      for (const mail of mails)
        for (const address of [addressOf(mail), `${addressOf(mail)}x`]) {
          await page.goto(address);
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
        }
    },
  );

  it('a link signs in, and the browser keeps the session', async () => {
    const mail = await MAILED_LINKS.login!(service, mailbox);
    const { page, complaints } = await browser.tab();

    await page.goto(addressOf(mail));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Your account' }).waitFor();

    const names = (await page.context().cookies()).map(({ name }) => name);
    expect(names).toContain('__Host-watchword_refresh');
    expect([page.url(), complaints]).toEqual([`${service.origin}/account`, []]);
  });

  it('a link and a code sign in with the keyboard alone, after a wrong code, at 320 px', async () => {
    const { name, email, ...person } = await verifiedPerson(service, mailbox);
    const { app } = await addTotp(service, person);
    await service.post('/login/email', { login: name });
    const viewport = { width: 320, height: 640 };
    const { page, complaints } = await browser.tab({ viewport, locale: 'de-DE' });

    await page.goto(addressOf(await mailbox.next(email, 3)));
    await tabToFirst(page);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Code eingeben' }).waitFor();
    await typeAtCursor(page, '000000\n');
    await page.getByText('Dieser Code ist falsch').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await typeAtCursor(page, `${app.next()}\n`);
    await page.getByRole('heading', { name: 'Ihr Konto' }).waitFor();

    const names = (await page.context().cookies()).map(({ name: cookie }) => cookie);
    expect(page.url()).toBe(`${service.origin}/account`);
    expect(names).toContain('__Host-watchword_refresh');
    // The browser reports every response with status 401.
    expect(complaints.filter((text) => !text.includes('status of 401'))).toEqual([]);
  });

  it('a device is allowed to sign in with the keyboard alone, after a wrong code, at 320 px', async () => {
    const client = await makeDeviceClient(service);
    const [{ name, password }, { body: codes }] = [await service.person(), await authorize(service, client)];
    const viewport = { width: 320, height: 640 };
    const { page, complaints } = await browser.tab({ viewport, locale: 'de-DE' });
    const expectNarrow = async () =>
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);

    await page.goto(`${service.origin}/device`);
    await typeAtCursor(page, name);
    await page.keyboard.press('Tab');
    await page.keyboard.type(`${password}\n`);
    await page.getByRole('heading', { name: 'Auf einem anderen Gerät anmelden' }).waitFor();
    await typeAtCursor(page, 'BBBB-BBBB\n');
    await page.getByText('Dieser Code ist falsch').waitFor();
    await expectNarrow();
    await page.locator('input:focus').waitFor();
    await page.keyboard.press('Control+A');
    await page.keyboard.type(`${codes.user_code.toLowerCase()}\n`);
    await page.getByRole('heading', { name: 'Die Anmeldung erlauben?' }).waitFor();
    await expectNarrow();
    await tabToFirst(page);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Sie haben die Anmeldung erlaubt' }).waitFor();

    expect((await poll(service, client, codes)).status).toBe(200);
    // The browser reports every response with status 400.
    expect(complaints.filter((text) => !text.includes('status of 400'))).toEqual([]);
  });

  it('a form of another site is refused, even with a valid token', async () => {
    const { mail, token } = await correspondent(service, mailbox);
    const { page } = await browser.tab({ javaScriptEnabled: true });
    const elsewhere = service.origin.replace('127.0.0.1', 'localhost');

    await page.goto(`${elsewhere}/docs`);
    await page.setContent(
      `<form method="post" action="${service.origin}/verify-email"><input name="token" value="${mail.token}"><button>x</button></form>`,
    );
    await page.getByRole('button').click();
    await page.getByRole('heading', { name: 'This came from another site' }).waitFor();

    expect((await service.get('/me', { token })).body.emailVerified).toBe(false);
  });
});
