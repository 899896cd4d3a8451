import { DeviceAuthorizationsService } from '../../src/device-sign-in/device-authorizations.service.js';
import type { Answer } from '../support/client.js';
import {
  authorize,
  browserOf,
  type Codes,
  decide,
  makeDeviceClient,
  poll,
  typeCode,
} from '../support/devices.js';
import type { Person } from '../support/people.js';
import type { Credentials } from '../support/service-clients.js';
import { useService } from '../support/service.js';

const service = useService();
let admin: Person;
let client: Credentials;
beforeAll(async () => {
  admin = await service.admin();
  client = await makeDeviceClient(service);
});
afterEach(() => jest.restoreAllMocks());

const begin = async (): Promise<Codes> => (await authorize(service, client)).body;
const errorOf = ({ status, body }: Answer) => [status, body.error];

/** A user, their browser, and the codes of a device of theirs. */
async function begun() {
  const person = await service.person();
  return { person, codes: await begin(), browser: await browserOf(service, person) };
}

/** The same after the user has allowed the sign-in. */
async function approved() {
  const all = await begun();
  await decide(all.browser, all.codes);
  return all;
}

describe('an approval is no longer valid', () => {
  const CHANGES: [string, (person: Person) => Promise<Answer>][] = [
    ['the account is disabled', ({ id }) => service.patch(`/users/${id}`, { disabled: true }, admin)],
    [
      'the account was disabled and enabled again',
      async ({ id }) => {
        await service.patch(`/users/${id}`, { disabled: true }, admin);
        return service.patch(`/users/${id}`, { disabled: false }, admin);
      },
    ],
    ['the account is deleted', ({ id }) => service.delete(`/users/${id}`, undefined, admin)],
    [
      'the user has changed the password',
      ({ token, password: currentPassword }) =>
        service.post('/me/password', { currentPassword, newPassword: 'pebbles juggle otters' }, { token }),
    ],
    ['the user signs out everywhere', ({ token }) => service.delete('/sessions', undefined, { token })],
    ['an admin ends all sessions', ({ id }) => service.delete(`/users/${id}/sessions`, undefined, admin)],
  ];

  it.each(CHANGES)('when %s', async (_, change) => {
    const { person, codes } = await approved();

    const changed = await change(person);

    expect([200, 204]).toContain(changed.status);
    expect(errorOf(await poll(service, client, codes))).toEqual([400, 'access_denied']);
  });

  it('when the user has signed out in the browser where they allowed it', async () => {
    const { browser, codes } = await approved();

    await browser.press(await browser.open('/sign-out'));

    expect(errorOf(await poll(service, client, codes))).toEqual([400, 'access_denied']);
  });

  it('when its client was deleted or has lost the scope, and the page refuses other codes of the client, too', async () => {
    const { browser } = await begun();
    for (const change of [
      (id: string) => service.delete(`/clients/${id}`, undefined, admin),
      (id: string) => service.patch(`/clients/${id}`, { scopes: [] }, admin),
    ]) {
      const own = await makeDeviceClient(service);
      const [{ body: codes }, { body: waiting }] = [
        await authorize(service, own),
        await authorize(service, own),
      ];
      await decide(browser, codes);

      await change(own.id);

      expect((await poll(service, own, codes)).status).toBeGreaterThanOrEqual(400);
      expect((await typeCode(browser, waiting.user_code)).status).toBe(400);
    }
  });
});

describe('at the same moment,', () => {
  it('only one of several decisions takes effect, and the device gets its result', async () => {
    const { person, codes, browser } = await begun();
    const page = await typeCode(browser, codes.user_code);
    const decisions = ['allow', 'deny', 'allow', 'deny'];

    const pages = await Promise.all(decisions.map((decision) => browser.press(page, { decision })));

    const winners = decisions.filter((_, index) => pages[index]!.status === 200);
    const answer = await poll(service, client, codes);
    const types = `SELECT type FROM audit_events WHERE subject = '${person.id}' AND type LIKE 'device.%'`;
    expect(winners).toHaveLength(1);
    expect(answer.status).toBe(winners[0] === 'allow' ? 200 : 400);
    expect(await service.rows(types)).toEqual([
      { type: winners[0] === 'allow' ? 'device.approved' : 'device.denied' },
    ]);
  });

  it('only one of several polls gets tokens', async () => {
    const { person, codes } = await approved();

    const answers = await Promise.all(Array.from({ length: 8 }, () => poll(service, client, codes)));

    const { body: sessions } = await service.get('/sessions', { token: person.token });
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(sessions).toHaveLength(3);
    for (const { status, body } of answers)
      if (status !== 200) expect(['slow_down', 'invalid_grant']).toContain(body.error);
  });

  it('only one of several polls that are all on time starts a session', async () => {
    const { person, codes } = await approved();
    // Each request passes the check of the polling interval, so that only the row of the code decides.
    jest.spyOn(service.app.get(DeviceAuthorizationsService), 'countPoll').mockResolvedValue(true);

    const answers = await Promise.all(Array.from({ length: 8 }, () => poll(service, client, codes)));

    expect(answers.map(errorOf).filter(([status]) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.error === 'invalid_grant')).toHaveLength(7);
    expect((await service.get('/sessions', { token: person.token })).body).toHaveLength(3);
  });

  it('an approval and the expiry of the codes lead to no tokens, whichever is first', async () => {
    const { codes, browser } = await begun();
    const page = await typeCode(browser, codes.user_code);
    service.travel(599.95);

    const answers = await Promise.all(
      Array.from({ length: 6 }, () => browser.press(page, { decision: 'allow' })),
    );
    service.travel(601);

    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    expect(errorOf(await poll(service, client, codes))).toEqual([400, 'expired_token']);
  });

  it('an approval and a change of the password leave no session of the device', async () => {
    for (let round = 0; round < 5; round++) {
      const { person, codes, browser } = await begun();
      const page = await typeCode(browser, codes.user_code);
      const { token, password: currentPassword } = person;
      const passwords = { currentPassword, newPassword: 'pebbles juggle otters' };

      const [, changed] = await Promise.all([
        browser.press(page, { decision: 'allow' }),
        service.post('/me/password', passwords, { token }),
      ]);

      expect(changed.status).toBe(204);
      expect(['access_denied', 'authorization_pending']).toContain(
        (await poll(service, client, codes)).body.error,
      );
    }
  });

  it('a poll and the end of all sessions leave no session of the device', async () => {
    for (let round = 0; round < 5; round++) {
      const { person, codes } = await approved();

      const [polled, ended] = await Promise.all([
        poll(service, client, codes),
        service.delete(`/users/${person.id}/sessions`, undefined, admin),
      ]);

      expect(ended.status).toBe(204);
      const refreshToken = polled.body.refresh_token ?? 'none';
      expect((await service.post('/refresh', { refreshToken })).status).toBe(401);
    }
  });
});
