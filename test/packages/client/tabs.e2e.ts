import { FakeBrowser, type FakeTab } from '../../support/fake-browser.js';
import { ORIGIN } from '../../support/passkeys.js';
import { freshName, PASSWORD } from '../../support/people.js';
import { useService } from '../../support/service.js';

const service = useService();
const TTL = 900;
const PROTECTED = `${ORIGIN}/protected`;

let browser: FakeBrowser;
beforeEach(() => (browser = new FakeBrowser(service)));
afterEach(() => jest.restoreAllMocks());

async function signedInTab(): Promise<FakeTab> {
  const tab = browser.tab();
  const result = await tab.watchword.signUp({ name: freshName(), password: PASSWORD });
  expect(result.status).toBe('signed_in');
  return tab;
}

/** Opens a second tab with the same session, and waits until the first has received its token. */
async function secondTab(): Promise<FakeTab> {
  const tab = browser.tab();
  await tab.watchword.refresh();
  await browser.newsArrive();
  return tab;
}

const calls = ({ watchword }: FakeTab, count: number) =>
  Promise.all(Array.from({ length: count }, async () => (await watchword.fetch(PROTECTED)).status));

/** Waits until the condition is true, because tabs receive each other's messages after a delay. */
async function until(fact: () => boolean): Promise<void> {
  while (!fact()) await new Promise((wake) => void setTimeout(wake, 2));
}

describe('tabs in cookie mode', () => {
  it('share a session, and no script finds a token in the storage', async () => {
    const tab = await signedInTab();
    const other = browser.tab();

    expect(await other.watchword.refresh()).toEqual({ status: 'signed_in', user: tab.watchword.user });

    expect(other.watchword.session).toEqual(tab.watchword.session);
    expect([...browser.stored.values()]).toEqual(['{}']);
  });

  it('refresh once for 24 calls of two tabs whose token has expired', async () => {
    const [one, two] = [await signedInTab(), await secondTab()];
    const before = browser.count('POST /refresh');

    browser.pass(TTL + 60);
    const statuses = (await Promise.all([calls(one, 12), calls(two, 12)])).flat();

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(browser.count('POST /refresh') - before).toBe(1);
  });

  it('refresh once for 24 calls that the service refuses, and repeat each once', async () => {
    const [one, two] = [await signedInTab(), await secondTab()];
    const before = browser.count('POST /refresh');

    service.travel(TTL + 60);
    const statuses = (await Promise.all([calls(one, 12), calls(two, 12)])).flat();

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(browser.count('POST /refresh') - before).toBe(1);
    expect(browser.count('GET /protected')).toBe(48);
  });

  it('stay signed in when the response to a refresh was lost an hour ago', async () => {
    const tab = await signedInTab();
    browser.pass(TTL + 60);
    browser.loseAnswer('POST /refresh');
    await expect(tab.watchword.fetch(PROTECTED)).rejects.toThrow('the answer is lost');

    browser.pass(3600);
    const reloaded = browser.tab();

    expect(await calls(reloaded, 3)).toEqual([200, 200, 200]);
    expect(reloaded.watchword.user).toMatchObject({ name: tab.watchword.user!.name });
  });

  it('follow a sign-out in another tab', async () => {
    const [one, two] = [await signedInTab(), await secondTab()];
    const heard = jest.fn();
    two.watchword.onChange(heard);

    expect(await one.watchword.signOut()).toEqual({ status: 'signed_out' });
    await until(() => two.watchword.user === null);

    expect(heard).toHaveBeenCalledWith({ user: null, session: null });
    expect(await calls(two, 1)).toEqual([401]);
    expect((await browser.tab().watchword.refresh()).status).toBe('signed_out');
  });

  it('follow a sign-in as another user', async () => {
    const [one, two] = [await signedInTab(), await secondTab()];
    const name = freshName();

    await one.watchword.signUp({ name, password: PASSWORD });
    await until(() => two.watchword.user?.name === name);

    expect(two.watchword.session).toEqual(one.watchword.session);
  });

  it('are signed out when the session was ended elsewhere', async () => {
    const [one, two] = [await signedInTab(), await secondTab()];
    await one.watchword.fetch(`${ORIGIN}/sessions`, { method: 'DELETE' });

    expect(await calls(one, 1)).toEqual([401]);

    expect(one.watchword.session).toBeNull();
    await until(() => two.watchword.session === null);
  });

  it('repeat a sign-out at the next start when the service could not be reached', async () => {
    const tab = await signedInTab();
    browser.isOffline = true;
    expect(await tab.watchword.signOut()).toMatchObject({ problem: { code: 'unreachable' } });
    expect(tab.watchword.user).toBeNull();

    browser.isOffline = false;
    const next = browser.tab();

    expect((await next.watchword.refresh()).status).toBe('signed_out');
    expect([browser.count('POST /logout'), browser.stored.size]).toEqual([1, 0]);
  });
});

describe('a token', () => {
  it('is renewed before it expires while a listener is registered and the tab is visible', async () => {
    const tab = await signedInTab();
    const end = tab.watchword.onChange(() => undefined);
    tab.isHidden = true;
    browser.pass(TTL * 0.9);
    expect(browser.count('POST /refresh')).toBe(0);

    tab.isHidden = false;
    tab.show();
    await until(() => browser.count('POST /refresh') === 1);
    end();
    browser.pass(TTL * 0.9);

    expect(browser.count('POST /refresh')).toBe(1);
  });

  it('is renewed in the background by a call shortly before it expires', async () => {
    const tab = await signedInTab();
    browser.pass(TTL * 0.9);

    expect(await calls(tab, 1)).toEqual([200]);

    await until(() => browser.count('POST /refresh') === 1);
  });

  it('is requested again after Retry-After when the service is busy', async () => {
    const tab = await signedInTab();
    browser.pass(TTL + 60);
    browser.answerNext('POST /refresh', new Response('', { status: 503, headers: { 'retry-after': '0' } }));

    expect(await calls(tab, 2)).toEqual([200, 200]);

    expect(browser.count('POST /refresh')).toBe(2);
  });

  it('that cannot be renewed does not end the session, and the call returns the error response', async () => {
    const tab = await signedInTab();
    browser.pass(TTL + 60);
    browser.answerNext('POST /refresh', new Response('', { status: 502 }));

    expect(await calls(tab, 1)).toEqual([502]);

    expect([tab.watchword.session === null, await calls(tab, 1)]).toEqual([false, [200]]);
  });

  it('is only sent to the service and the origin of the page', async () => {
    const { watchword } = await signedInTab();

    const elsewhere = await watchword.fetch('https://elsewhere.example/');

    expect(await elsewhere.json()).toEqual({ authorization: null });
  });

  it('that was renewed changes neither the user nor the session', async () => {
    const { watchword } = await signedInTab();
    const before = [watchword.user, watchword.session];
    const heard = jest.fn();
    watchword.onChange(heard);

    await watchword.refresh();

    expect([watchword.user, watchword.session].map((one, at) => one === before[at])).toEqual([true, true]);
    expect(heard).not.toHaveBeenCalled();
  });
});
