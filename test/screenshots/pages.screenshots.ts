import type { Page } from 'playwright-core';
import { typeAtCursor, useChromium } from '../support/chromium.js';
import { authorize, makeDeviceClient } from '../support/devices.js';
import { useMailbox } from '../support/mailbox.js';
import { pathOf } from '../support/pages.js';
import { takePicture, WIDTHS } from '../support/pictures.js';
import { useService } from '../support/service.js';
import { MAILED_LINKS } from '../support/verification.js';

const mailbox = useMailbox();
const service = useService(() => ({ ...mailbox.environment, LOGIN_BY_EMAIL: 'on' }));
const browser = useChromium();

/** What is pictured of a page: its link, and what is done there before. */
const SCENES: Record<string, [purpose: string, act?: (page: Page) => Promise<void>]> = {
  'verify-email': ['verify_email'],
  'verify-email-done': ['verify_email', (page) => page.getByRole('button').click()],
  'verify-email-stale': ['verify_email', (page) => page.goto(`${page.url()}x`).then(() => undefined)],
  'undo-email-change': ['undo_email_change'],
  'reset-password': ['reset_password'],
  'reset-password-fault': [
    'reset_password',
    async (page) => {
      await typeAtCursor(page, 'password123\n');
      await page.locator('#fault').waitFor();
    },
  ],
  'sign-in-email': ['login'],
};

/** Signs in on the way to a page. */
async function signIn(page: Page): Promise<void> {
  const { name, password } = await service.person();
  await typeAtCursor(page, name);
  await page.keyboard.press('Tab');
  await page.keyboard.type(`${password}\n`);
  await page.locator('#user_code').waitFor();
}

/** Types the code of a device, but does not decide. */
async function confirmDevice(page: Page): Promise<void> {
  const { body } = await authorize(service, await makeDeviceClient(service));
  await signIn(page);
  await typeAtCursor(page, `${body.user_code}\n`);
  await page.locator('[name=decision]').first().waitFor();
  await page.evaluate(SAME_NAME);
}

/** What is pictured of the pages that anybody can open: the path, and what is done there before. */
const OPEN_SCENES: Record<string, [path: string, act?: (page: Page) => Promise<void>]> = {
  'sign-in': ['/sign-in'],
  'sign-in-fault': [
    '/sign-in',
    async (page) => {
      await typeAtCursor(page, 'alice');
      await page.keyboard.press('Tab');
      await page.keyboard.type('a wrong password\n');
      await page.locator('#password-fault').waitFor();
    },
  ],
  'sign-up': ['/sign-up'],
  'forgot-password': ['/forgot-password'],
  'sign-in-mail': ['/sign-in/mail'],
  'sign-out-done': ['/sign-out'],
  device: ['/device', signIn],
  'device-confirm': ['/device', confirmDevice],
};

/** The same each time, so that a picture changes only when its page does. */
const SAME_NAME = `
  document.getElementById('name')?.setAttribute('value', 'alice');
  for (const line of document.querySelectorAll('p')) line.textContent = line.textContent.replace(/person-[\\d-]*\\d/, 'alice').replace(/\\b[A-Z]{4}-[A-Z]{4}\\b/, 'WDJB-MJHT');
`;

describe.each(['en', 'de'])('the pictures of pages in %s', (locale) => {
  it.each(Object.keys(SCENES))('%s', async (scene) => {
    const [purpose, act] = SCENES[scene]!;
    for (const [device, width] of Object.entries(WIDTHS)) {
      const { links } = await MAILED_LINKS[purpose]!(service, mailbox);
      const colorScheme = device === 'phone' ? 'dark' : 'light';
      const { page } = await browser.tab({ viewport: { width, height: 200 }, locale, colorScheme });
      await page.goto(service.origin + pathOf(links[0]!));
      await act?.(page);
      await page.evaluate(SAME_NAME);
      await takePicture(page, `pages/${scene}.${locale}.${device}`);
    }
  });

  it.each(Object.keys(OPEN_SCENES))('%s', async (scene) => {
    const [path, act] = OPEN_SCENES[scene]!;
    for (const [device, width] of Object.entries(WIDTHS)) {
      const viewport = { width, height: 200 };
      const colorScheme = device === 'phone' ? 'dark' : 'light';
      const { page } = await browser.tab({ viewport, locale, colorScheme, javaScriptEnabled: true });
      await page.goto(service.origin + path);
      await act?.(page);
      await takePicture(page, `pages/${scene}.${locale}.${device}`);
    }
  });
});
