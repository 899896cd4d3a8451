import { authorize, browserOf, decide, makeDeviceClient, poll } from '../support/devices.js';
import { addTotp } from '../support/factors.js';
import { decodeJwt } from '../support/jwt.js';
import type { PageBrowser } from '../support/page-browser.js';
import { PASSWORD, type Person } from '../support/people.js';
import { runCli } from '../support/process.js';
import type { Credentials } from '../support/service-clients.js';
import { useService } from '../support/service.js';

const service = useService({ MFA_REMEMBER: '30d', MFA_REQUIRED_ROLES: 'editor' });
let admin: Person;
let client: Credentials;
beforeAll(async () => {
  admin = await service.admin();
  client = await makeDeviceClient(service);
  await service.put('/roles/editor', { description: 'Edits' }, admin);
});

/** A user whose role demands a second factor, and a browser that was remembered when they signed in with it. */
async function editor() {
  const person = await service.person();
  const { app } = await addTotp(service, person);
  await service.patch(`/users/${person.id}`, { roles: ['user', 'editor'] }, admin);
  const browser = await browserOf(service, person);
  const factor = await browser.press(await browser.open('/sign-in'), {
    name: person.name,
    password: PASSWORD,
  });
  await browser.press(factor, { code: app.next(), rememberDevice: 'true' });
  return { person, browser };
}

/** The tokens of a device that is allowed in this browser. */
async function tokensBy(browser: PageBrowser) {
  const { body: codes } = await authorize(service, client);
  await decide(browser, codes);
  return (await poll(service, client, codes)).body;
}

describe('the session of a device', () => {
  it('has the second factor of the sign-in in the browser', async () => {
    const { browser } = await editor();
    const { access_token: token } = await tokensBy(browser);

    expect(decodeJwt(token).amr).toEqual(['pwd', 'otp', 'mfa']);
    expect((await service.get('/me', { token })).status).toBe(200);
  });

  it('needs no second factor when the browser that allowed it is a remembered one', async () => {
    const { person, browser } = await editor();
    await browser.press(await browser.open('/sign-out'));
    await browser.press(await browser.open('/sign-in'), { name: person.name, password: PASSWORD });

    const { access_token: token, refresh_token: refreshToken } = await tokensBy(browser);
    const { body: refreshed } = await service.post('/refresh', { refreshToken });

    expect(decodeJwt(token).amr).toEqual(['pwd']);
    for (const one of [token, refreshed.token])
      expect((await service.get('/protected', { token: one })).status).toBe(200);
  });
});

describe('an approval', () => {
  it.each([['sessions end --all'], ['after-restore']])('is withdrawn by %s', async (words) => {
    const { body: codes } = await authorize(service, client);
    await decide(await browserOf(service, await service.person()), codes);

    const { code } = await runCli(words.split(' '), { DATABASE_URL: service.databaseUrl });

    expect(code).toBe(0);
    expect((await poll(service, client, codes)).body.error).toBe('access_denied');
  });
});
