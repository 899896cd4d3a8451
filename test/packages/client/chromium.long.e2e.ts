import type { Page } from 'playwright-core';
import { addAuthenticator } from '../../support/browser-passkeys.js';
import { useChromium } from '../../support/chromium.js';
import { ClientPages } from '../../support/client-pages.js';
import { useMailbox } from '../../support/mailbox.js';
import { freshName, PASSWORD } from '../../support/people.js';
import { describeWith } from '../../support/programs.js';
import { useService } from '../../support/service.js';

const mailbox = useMailbox();
const service = useService();
const TTL = 900;

/** Calls a method of the page's client. */
const call = (page: Page, method: string, argument: object = {}) =>
  page.evaluate<{ status: string; problem?: { code: string } }>(
    `watchword.${method}(${JSON.stringify(argument)})`,
  );
const signUp = (page: Page, name: string) => call(page, 'signUp', { name, password: PASSWORD });

/** Sends calls at once, and returns the status of each. */
const calls = (page: Page, count: number) =>
  page.evaluate<number[]>(
    `Promise.all(Array.from({ length: ${count} }, async () => (await watchword.fetch('/protected')).status))`,
  );
const showsName = (page: Page, name: string) =>
  page.getByRole('heading', { name: `Hello ${name}` }).waitFor();
const asksToSignIn = (page: Page) => page.getByRole('heading', { name: 'Please sign in' }).waitFor();

describeWith('chromium')('in Chromium', () => {
  const chromium = useChromium();
  afterEach(() => jest.restoreAllMocks());

  it('two tabs refresh once for 24 calls whose token has expired', async () => {
    const pages = await ClientPages.open(chromium, service);
    const [one, two, name] = [await pages.tab(), await pages.tab(), freshName()];
    expect(await signUp(one, name)).toMatchObject({ status: 'signed_in', user: { name } });
    await showsName(two, name);
    const before = pages.count('POST /refresh');

    service.travel(TTL + 60);
    const statuses = (await Promise.all([calls(one, 12), calls(two, 12)])).flat();

    expect(statuses).toEqual(Array(24).fill(200));
    expect(pages.count('POST /refresh') - before).toBe(1);
  });

  it('the user is still signed in when the page is reloaded an hour after a response was lost', async () => {
    const pages = await ClientPages.open(chromium, service);
    const [page, name] = [await pages.tab(), freshName()];
    await signUp(page, name);
    pages.loseAnswer('POST /refresh');
    expect(await call(page, 'refresh')).toMatchObject({ problem: { code: 'unreachable' } });

    service.travel(3600);
    await page.reload();

    await showsName(page, name);
    expect(await calls(page, 1)).toEqual([200]);
  });

  it('a tab shows a sign-out in another tab within a second', async () => {
    const pages = await ClientPages.open(chromium, service);
    const [one, two, name] = [await pages.tab(), await pages.tab(), freshName()];
    await asksToSignIn(one);
    await signUp(one, name);
    await showsName(two, name);

    const [signedOut] = await Promise.all([
      call(one, 'signOut'),
      two.getByRole('heading', { name: 'Please sign in' }).waitFor({ timeout: 1000 }),
    ]);

    expect(signedOut).toEqual({ status: 'signed_out' });
    expect(await two.context().cookies()).not.toContainEqual(
      expect.objectContaining({ name: '__Host-watchword_refresh' }),
    );
  });

  it('a passkey is added, is the second factor, signs in alone and steps up', async () => {
    const pages = await ClientPages.open(chromium, service);
    const [page, name] = [await pages.tab(), freshName()];
    await addAuthenticator(page);
    await signUp(page, name);

    expect(await page.evaluate(`watchword.addPasskey('laptop')`)).toMatchObject({ status: 'added' });
    const needed = await call(page, 'signIn', { name, password: PASSWORD });
    expect(needed).toMatchObject({ status: 'mfa_required', factors: ['passkey', 'recovery_code'] });
    const second = await call(page, 'signIn', { ...needed, passkey: 'dialog' });
    const alone = await call(page, 'signIn', { passkey: 'dialog' });
    const autofilled = await call(page, 'signIn', { passkey: 'autofill' });
    const recent = await call(page, 'stepUp', { passkey: 'dialog' });

    expect([second, alone, autofilled, recent].map(({ status }) => status)).toEqual(
      Array(4).fill('signed_in'),
    );
    expect(await page.evaluate('watchword.session.methods')).toEqual(['hwk', 'mfa']);
  });

  it('an account is made with a passkey, which then signs in', async () => {
    const pages = await ClientPages.open(chromium, service);
    const [page, name] = [await pages.tab(), freshName()];
    await addAuthenticator(page);

    const signedUp = await call(page, 'signUp', { name, passkey: 'dialog' });
    await showsName(page, name);
    const methods = await page.evaluate('watchword.session.methods');
    await call(page, 'signOut');
    const signedIn = await call(page, 'signIn', { passkey: 'dialog' });

    const user = { name, hasPassword: false };
    expect(signedUp).toMatchObject({
      status: 'signed_in',
      user,
      recoveryCodes: Array(10).fill(expect.any(String)),
    });
    expect(methods).toEqual(['hwk', 'mfa']);
    expect(signedIn).toMatchObject({ status: 'signed_in', user });
    const again = await call(page, 'signUp', { name, passkey: 'dialog' });
    expect(again).toMatchObject({ status: 'failed', problem: { code: 'name_taken' } });
  });

  it('a missing passkey is returned as a value, not thrown', async () => {
    const pages = await ClientPages.open(chromium, service);
    const page = await pages.tab();
    await addAuthenticator(page);

    const result = await call(page, 'signIn', { passkey: 'dialog' });

    expect(result).toMatchObject({ status: 'failed', problem: { code: 'passkey_cancelled' } });
  });
});

describeWith('chromium')('in Chromium, with REQUIRE_VERIFIED_EMAIL=true', () => {
  const chromium = useChromium();
  const strict = useService(() => ({ ...mailbox.environment, REQUIRE_VERIFIED_EMAIL: 'true' }));

  it('an account whose address must be verified first gets its recovery codes and is not signed in', async () => {
    const pages = await ClientPages.open(chromium, strict);
    const [page, name] = [await pages.tab(), freshName()];
    await addAuthenticator(page);

    const account = { name, email: `${name}@example.com`, passkey: 'dialog' };
    const signedUp = await call(page, 'signUp', account);

    const type = 'https://auth.example.com/errors/email_unverified';
    expect(signedUp).toMatchObject({ status: 'failed', problem: { code: 'email_unverified', type } });
    expect(signedUp).toHaveProperty('recoveryCodes.length', 10);
    expect(await page.evaluate('watchword.user')).toBeNull();
  });
});
