import type { BrowserContextOptions } from 'playwright-core';
import { useChromium } from '../../support/chromium.js';
import { type ConsoleTab, useFront } from '../../support/console.js';
import { ADMIN, PASSWORD } from '../../support/people.js';
import { describeWith } from '../../support/programs.js';
import { useService } from '../../support/service.js';

const front = useFront();
const service = useService(() => front.environment);

/** A text that would run if it were treated as markup, an address or a template. */
const XSS = `"><img src=x onerror="document.title='taken'"><script>document.title='taken'</script>{{7*7}}`;
const VIEWS = ['', '/password', '/factors', '/sessions', '/events', '/data'].map((path) => `/account${path}`);
const ADMIN_VIEWS = ['', '/users', '/roles', '/clients', '/mails', '/audit', '/keys'].map(
  (path) => `/admin${path}`,
);

describeWith('chromium')('the console', () => {
  const chromium = useChromium();
  const signedIn = async (options: BrowserContextOptions = {}) => {
    const tab = await front.tab(chromium, service, options);
    await tab.signIn(ADMIN);
    return tab;
  };
  const titleOf = (tab: ConsoleTab) => tab.page.title();

  it('shows markup in any field as text', async () => {
    const admin = await service.admin();
    const person = await service.person();
    const facts = { displayName: XSS.slice(0, 100), metadata: { [XSS]: XSS } };
    await service.patch('/me', facts, person);
    await service.patch(`/users/${person.id}`, { appMetadata: { note: XSS } }, admin);
    await service.send('PUT', '/roles/xss', { description: XSS }, { token: admin.token });
    await service.post('/clients', { name: XSS.slice(0, 64) }, admin);
    const login = { name: person.name, password: PASSWORD };
    await service.post('/login', login, { headers: { 'user-agent': XSS } });
    const tab = await signedIn();

    for (const path of [...ADMIN_VIEWS, `/admin/users/${person.id}`, `/admin/audit?subject=${person.id}`]) {
      await tab.goTo(path);
      await tab.isQuiet();
      expect(await titleOf(tab)).not.toBe('taken');
      expect(await tab.page.locator('main img, main script').count()).toBe(0);
    }
    expect(await tab.page.locator('.rows').textContent()).toContain('<img src=x');
    expect(tab.faults).toEqual([]);
  });

  it('shows markup in the fields of the own account as text', async () => {
    const person = await service.person();
    await service.patch('/me', { displayName: XSS.slice(0, 100) }, person);
    await service.post(
      '/login',
      { name: person.name, password: PASSWORD },
      { headers: { 'user-agent': XSS } },
    );
    const tab = await front.tab(chromium, service, { userAgent: XSS });
    await tab.signIn(person);

    for (const path of VIEWS) {
      await tab.goTo(path);
      await tab.isQuiet();
      expect(await titleOf(tab)).not.toBe('taken');
      expect(await tab.page.locator('main img, main script').count()).toBe(0);
    }
    expect(tab.faults).toEqual([]);
  });

  it('runs only its own files, and no page can frame it', async () => {
    const tab = await signedIn();
    const answer = await tab.page.goto(`${front.origin}/account`);
    const policy = answer!.headers()['content-security-policy']!;

    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');

    await tab.page.goto(`${front.origin}/docs`);
    await tab.page.setContent(`<iframe src="${front.origin}/account"></iframe>`);
    await tab.page.waitForTimeout(500);
    expect(await tab.page.frames().at(-1)!.locator('main').count()).toBe(0);
  });
});
