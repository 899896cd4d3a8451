import { axeFindings } from '../../support/axe.js';
import { typeAtCursor, useChromium } from '../../support/chromium.js';
import { useFront } from '../../support/console.js';
import { ADMIN, PASSWORD } from '../../support/people.js';
import { describeWith } from '../../support/programs.js';
import { useService } from '../../support/service.js';

const front = useFront();
const service = useService(() => front.environment);

const AREAS = {
  account: ['', '/password', '/factors', '/sessions', '/events', '/data'].map((path) => `/account${path}`),
  users: ['', '/users', '/users/ID', '/roles'].map((path) => `/admin${path}`),
  operation: ['/clients', '/mails', '/audit', '/keys'].map((path) => `/admin${path}`),
};
const AREA_NAMES = Object.keys(AREAS) as (keyof typeof AREAS)[];

describeWith('chromium')('the console is accessible:', () => {
  const chromium = useChromium();
  afterEach(() => jest.restoreAllMocks());

  /** Returns the paths of an area, and creates something to show at each. */
  const viewsOf = async (area: keyof typeof AREAS) => {
    const admin = await service.admin();
    const { id } = await service.person();
    await service.post('/clients', { name: 'shop' }, admin);
    await service.send('PUT', '/roles/editor', { description: 'Edits' }, { token: admin.token });
    return AREAS[area].map((path) => path.replace('ID', id));
  };

  it.each(
    AREA_NAMES.flatMap((area) => [
      { area, colorScheme: 'light' as const },
      { area, colorScheme: 'dark' as const },
    ]),
  )('axe finds no problems in $area with the $colorScheme colour scheme', async ({ area, colorScheme }) => {
    const views = await viewsOf(area);
    const tab = await front.tab(chromium, service, { colorScheme, bypassCSP: true });
    await tab.signIn(ADMIN);

    for (const path of views) {
      await tab.goTo(path);
      await tab.isQuiet();
      expect([path, await axeFindings(tab.page)]).toEqual([path, []]);
    }
  });

  it.each(AREA_NAMES)('no page scrolls sideways at 320 px in %s, in German', async (area) => {
    const views = await viewsOf(area);
    const viewport = { width: 320, height: 640 };
    const tab = await front.tab(chromium, service, { viewport, locale: 'de-DE' });
    await tab.signIn(ADMIN);

    for (const path of views) {
      await tab.goTo(path);
      await tab.isQuiet();
      const width = await tab.page.evaluate('document.documentElement.scrollWidth');
      expect([path, width]).toEqual([path, 320]);
    }
    expect(tab.faults).toEqual([]);
  });

  it('a session can be ended with the keyboard alone, and the focus returns to the button when the dialogue is closed', async () => {
    const person = await service.person();
    const tab = await front.tab(chromium, service);
    await tab.signIn(person, '/account/sessions');
    const { keyboard } = tab.page;
    const focused = () => tab.page.evaluate('document.activeElement.textContent');

    const end = tab.page.getByRole('button', { name: 'End: node' });
    await end.focus();
    await keyboard.press('Enter');
    await tab.page.getByRole('dialog').waitFor();
    await keyboard.press('Escape');
    await tab.page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focused()).toBe('End');
    await keyboard.press('Enter');
    await tab.page.getByRole('dialog').waitFor();
    while ((await focused()) !== 'End') await keyboard.press('Tab');
    await keyboard.press('Enter');
    await end.waitFor({ state: 'detached' });

    expect((await service.get('/me', person)).status).toBe(401);
  });

  it.each(AREA_NAMES)(
    'every dialogue of %s opens with Enter, and Escape returns the focus to its button',
    async (area) => {
      const views = await viewsOf(area);
      const tab = await front.tab(chromium, service);
      await tab.signIn(ADMIN);
      const { page } = tab;
      const openers = page.locator('[aria-haspopup=dialog]');
      const focus = () =>
        page.evaluate(
          `[document.activeElement.closest('dialog') !== null, document.activeElement.ariaHasPopup]`,
        );
      let opened = 0;

      for (const path of views) {
        await tab.goTo(path);
        await tab.isQuiet();
        for (const opener of await openers.all()) {
          await opener.focus();
          await page.keyboard.press('Enter');
          await page.locator('dialog[open]').waitFor();
          expect(await focus()).toEqual([true, null]);
          await page.keyboard.press('Escape');
          await page.locator('dialog').waitFor({ state: 'detached' });
          expect(await focus()).toEqual([false, 'dialog']);
          opened++;
        }
      }
      expect(opened).toBeGreaterThan(4);
    },
  );

  it('a step-up for a waiting request works with the keyboard alone', async () => {
    const person = await service.person();
    const tab = await front.tab(chromium, service);
    await tab.signIn(person, '/account/factors');
    const { keyboard } = tab.page;
    service.travel(600);

    await tab.page.getByRole('button', { name: 'Add app' }).focus();
    await keyboard.press('Enter');
    await tab.page.getByLabel('Name').waitFor();
    await typeAtCursor(tab.page, 'Phone\n');
    await tab.page.getByLabel('Password').waitFor();
    await typeAtCursor(tab.page, `${PASSWORD}\n`);
    await tab.page.getByAltText('QR code').waitFor();

    expect(await tab.page.evaluate('document.activeElement.name')).toBe('code');
    expect(tab.faults).toEqual([]);
  });
});
