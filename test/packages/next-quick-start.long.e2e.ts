import { startWatchword, type Watchword } from '@watchword/testing';
import type { Page } from 'playwright-core';
import { useChromium } from '../support/chromium.js';
import { describeWith } from '../support/programs.js';
import { builtByNext, type QuickStart } from '../support/quick-start.js';

/** An access token, or a refresh token. */
const TOKEN = /eyJ[\w-]+\.eyJ[\w-]+|[\da-f-]{36}\.[\w-]{20}/;
/** It includes a build, with a check of types. */
const START_MS = 300_000;

describeWith('chromium', 'next')('the Next.js quick start', () => {
  const browser = useChromium();
  let watchword: Watchword;
  let service: QuickStart | undefined;
  let url: string;
  beforeAll(async () => {
    watchword = await startWatchword();
    service = await builtByNext('next', { WATCHWORD_URL: watchword.url });
    url = service.url.replace('127.0.0.1', 'localhost');
  }, START_MS);
  afterAll(async () => {
    await service?.stop();
    await watchword.close();
  });

  const signIn = async (page: Page, name: string, password: string) => {
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  const greeting = (page: Page, name: string) =>
    page.getByRole('heading', { name: `Hello ${name}` }).waitFor();
  const form = (page: Page) => page.getByLabel('Password').waitFor();

  it.each([
    ['with', true],
    ['without', false],
  ])(
    'signs in, stays signed in over a reload, and signs out, %s JavaScript',
    async (_, javaScriptEnabled) => {
      const person = await watchword.person();
      const { page } = await browser.tab({ javaScriptEnabled });

      await page.goto(url);
      await signIn(page, person.name, 'wrong wrong wrong');
      await page.getByText('The name or the password is wrong').waitFor();
      await signIn(page, person.name, person.password);
      await greeting(page, person.name);
      await page.reload();
      await greeting(page, person.name);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await form(page);

      expect((await person.request('GET', '/sessions')).body).toHaveLength(1);
      expect(await page.context().cookies()).toEqual([]);
    },
  );

  it('shows the form again when the session was ended elsewhere', async () => {
    const person = await watchword.person();
    const { page } = await browser.tab();
    await page.goto(url);
    await signIn(page, person.name, person.password);
    await greeting(page, person.name);

    await person.request('DELETE', '/sessions');
    await page.reload();

    await form(page);
  });

  it('keeps the tokens on the server: the browser has only the id of a session', async () => {
    const { name, password, token, refreshToken } = await watchword.person();
    const { page } = await browser.tab({ javaScriptEnabled: true });
    const received: Promise<string>[] = [];
    page.on('response', (response) => void received.push(response.text().catch(() => ''))); // redirects have none

    await page.goto(url);
    await signIn(page, name, password);
    await greeting(page, name);
    await page.reload();
    await greeting(page, name);

    const { cookies, origins } = await page.context().storageState();
    const texts = [...(await Promise.all(received)), JSON.stringify(cookies)].join('\n');
    expect([token, refreshToken].every((one) => TOKEN.test(one))).toBe(true);
    expect([texts.includes(name), TOKEN.exec(texts)]).toEqual([true, null]);
    expect(cookies).toMatchObject([{ name: 'session', httpOnly: true, secure: true, sameSite: 'Lax' }]);
    expect([cookies.length, origins]).toEqual([1, []]);
  });

  it('starts each session with a new id, whichever id the browser had before', async () => {
    const { name, password } = await watchword.person();
    const { page } = await browser.tab();
    const id = async () => (await page.context().cookies())[0]?.value;
    await page.context().addCookies([{ name: 'session', value: 'chosen', url }]);

    await page.goto(url);
    await signIn(page, name, password);
    await greeting(page, name);
    const first = await id();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await signIn(page, name, password);
    await greeting(page, name);

    expect(new Set(['chosen', first, await id()]).size).toBe(3);
  });
});
