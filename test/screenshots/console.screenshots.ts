import type { Page } from 'playwright-core';
import { useChromium } from '../support/chromium.js';
import { type ConsoleTab, useFront } from '../support/console.js';
import { ADMIN, PASSWORD, type Person } from '../support/people.js';
import { takePicture } from '../support/pictures.js';
import { useService } from '../support/service.js';

const front = useFront();
const service = useService(() => ({ ...front.environment, ADMIN_NAME: 'alice' }));
const browser = useChromium();

const ALICE = { name: 'alice', password: ADMIN.password };
/** The console has a menu beside its views where there is room for it. */
const WIDTHS = { desktop: 960, phone: 375 } as const;

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';

let bob: Person;

/** What is pictured: a view, and what is done there before. */
const SCENES: Record<string, [path: () => string, act?: (tab: ConsoleTab) => Promise<void>]> = {
  profile: [() => '/account'],
  factors: [() => '/account/factors'],
  'step-up': [
    () => '/account/factors',
    async ({ page }) => {
      service.travel(600);
      await page.locator('section button').nth(1).click();
      await page.locator('dialog button[type=submit]').click();
      await page.locator('dialog [type=password]').waitFor();
    },
  ],
  sessions: [() => '/account/sessions'],
  health: [() => '/admin'],
  users: [() => '/admin/users'],
  user: [() => `/admin/users/${bob.id}`],
  audit: [() => '/admin/audit?type=login.failed'],
};

/** The same each time, so that a picture changes only when its view does. */
const SAME = `{
  const nodes = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const same = [
    [/[\\da-f]{8}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{12}/g, '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c'],
    [/\\d+ \\w{3} \\d{4}, \\d\\d:\\d\\d/g, '23 Nov 2026, 12:00'],
    [/\\d\\d\\.\\d\\d\\.\\d{4}, \\d\\d:\\d\\d/g, '23.11.2026, 12:00'],
    [/position \\d+|Position \\d+/g, 'position 7'],
    [/^\\d\\d:\\d\\d$/g, '12:00'],
  ];
  while (nodes.nextNode())
    for (const [pattern, text] of same)
      nodes.currentNode.data = nodes.currentNode.data.replace(pattern, text);
}`;

beforeAll(async () => {
  bob = await service.person({ name: 'bob' });
  await service.patch('/me', { displayName: 'Bob Builder', locale: 'en' }, bob);
  for (const name of ['carol', 'dave', 'erin']) await service.person({ name });
  for (let minutes = 50; minutes > 0; minutes -= 3) {
    service.travel(-60 * minutes);
    for (let times = 0; times < minutes % 7; times++)
      await service.post('/login', { name: 'bob', password: times === 5 ? 'wrong wrong wrong' : PASSWORD });
  }
  jest.restoreAllMocks();
  const adminToken = (await service.post('/login', ALICE)).body.token;
  await service.send('DELETE', `/users/${bob.id}/sessions`, undefined, { token: adminToken });
  await service.post('/login', { name: 'bob', password: PASSWORD }, { headers: { 'user-agent': FIREFOX } });
});
afterEach(() => jest.restoreAllMocks());

describe.each(['en-GB', 'de-DE'])('the pictures of the console in %s', (locale) => {
  it.each(Object.keys(SCENES))('%s', async (scene) => {
    const [path, act] = SCENES[scene]!;
    for (const [device, width] of Object.entries(WIDTHS)) {
      jest.restoreAllMocks();
      const colorScheme = device === 'phone' ? 'dark' : 'light';
      const tab = await front.tab(browser, service, {
        viewport: { width, height: 720 },
        locale,
        colorScheme,
      });
      const { token } = (await service.post('/login', ALICE)).body;
      await service.send('DELETE', '/sessions', undefined, { token });
      await tab.signIn(ALICE, path());
      await tab.isQuiet();
      await act?.(tab);
      await hideCursor(tab.page);
      await tab.page.evaluate(SAME);
      await takePicture(tab.page, `console/${scene}.${locale.slice(0, 2)}.${device}`);
    }
  });
});

/** It blinks. */
async function hideCursor(page: Page): Promise<void> {
  await page.evaluate(`document.activeElement.blur()`);
}
