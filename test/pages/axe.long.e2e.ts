import type { Page } from 'playwright-core';
import { axeFindings } from '../support/axe.js';
import { useChromium } from '../support/chromium.js';
import { authorize, makeDeviceClient } from '../support/devices.js';
import { addTotp } from '../support/factors.js';
import { useMailbox } from '../support/mailbox.js';
import { pathOf } from '../support/pages.js';
import { PASSWORD } from '../support/people.js';
import { describeWith } from '../support/programs.js';
import { useService } from '../support/service.js';
import { MAILED_LINKS } from '../support/verification.js';

const mailbox = useMailbox();
const service = useService(() => ({ ...mailbox.environment, LOGIN_BY_EMAIL: 'on' }));

/** Signs in by the page, and waits until the next page is shown. */
async function signIn(page: Page, name: string, password: string): Promise<void> {
  await page.goto(`${service.origin}/sign-in`);
  await page.getByLabel('Name or email address').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await page.locator('.fault:not(:empty), h1:not(:text("Sign in"))').first().waitFor();
}

describeWith('chromium')('axe finds no accessibility problems', () => {
  const browser = useChromium();

  describe.each(['light', 'dark'] as const)('with the %s colour scheme', (colorScheme) => {
    let page: Page;
    beforeAll(async () => {
      // The page's own policy does not allow a test to add a script.
      ({ page } = await browser.tab({ colorScheme, javaScriptEnabled: true, bypassCSP: true }));
    });
    afterEach(() => page.context().clearCookies());

    async function expectNothing(): Promise<void> {
      expect([page.url(), await axeFindings(page)]).toEqual([page.url(), []]);
    }

    it.each(['/sign-in', '/sign-up', '/forgot-password', '/sign-in/mail', '/sign-out', '/sign-in/factor'])(
      'at %s',
      async (path) => {
        await page.goto(service.origin + path);

        await expectNothing();
      },
    );

    it.each(['/errors', '/errors/validation_failed'])('at %s', async (path) => {
      await page.goto(service.origin + path);

      await expectNothing();
    });

    it.each(Object.keys(MAILED_LINKS))(
      'behind a link of the purpose %s and behind a link that is invalid',
      async (purpose) => {
        const { links } = await MAILED_LINKS[purpose]!(service, mailbox);

        for (const end of ['', 'x']) {
          await page.goto(service.origin + pathOf(links[0]!) + end);
          await expectNothing();
        }
      },
    );

    it('at /device: at the form for the code, after a wrong code, at the confirmation and at the end', async () => {
      const { name } = await service.person();
      const { body } = await authorize(service, await makeDeviceClient(service));
      await signIn(page, name, PASSWORD);

      for (const code of ['BBBB-BBBB', body.user_code]) {
        await page.goto(`${service.origin}/device?user_code=${code}`);
        await expectNothing();
        await page.getByRole('button', { name: 'Continue' }).click();
        await page.locator('.fault, [name=decision]').first().waitFor();
        await expectNothing();
      }
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.getByRole('heading', { name: 'You have allowed the sign-in' }).waitFor();

      await expectNothing();
    });

    it('beside a field with an error, and at the form for a second factor', async () => {
      const person = await service.person();
      await addTotp(service, person);

      await signIn(page, person.name, 'a wrong password');
      await expectNothing();
      await signIn(page, person.name, PASSWORD);

      await expectNothing();
    });
  });
});
