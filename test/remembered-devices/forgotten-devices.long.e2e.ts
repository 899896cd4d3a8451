import { DeviceAccessService } from '../../src/remembered-devices/device-access.service.js';
import { HousekeepingService } from '../../src/database/housekeeping.service.js';
import { useMailbox } from '../support/mailbox.js';
import { addPasskey } from '../support/passkeys.js';
import { PASSWORD } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { Browser } from '../support/browser.js';
import {
  makeRemembered,
  remember,
  type RememberedPerson,
  rememberedPerson,
  signIn,
} from '../support/remembered-devices.js';
import { useService } from '../support/service.js';
import { verifiedPerson } from '../support/verification.js';

const NEW_PASSWORD = 'pebbles juggle otters';
const ROUNDS = 5;
const mailbox = useMailbox();
const service = useService(() => ({ ...mailbox.environment, MFA_REMEMBER: '30d' }));
afterEach(() => jest.restoreAllMocks());

/** Creates a user with a verified address and a remembered browser. */
const reader = async () => makeRemembered(service, await verifiedPerson(service, mailbox));
type Reader = Awaited<ReturnType<typeof reader>>;

const rowsOf = ({ id }: { id: string }) =>
  service.rows(`SELECT id FROM remembered_devices WHERE user_id = '${id}'`);
/** Returns the status and the code of a sign-in in the browser. */
async function outcomeOf(person: RememberedPerson) {
  const { status, body } = await signIn(person.browser, person);
  return `${status} ${body.code}`;
}

const tokenOf = ({ factorToken: token }: Reader) => ({ token });

/** Each event that makes the service forget a remembered browser. */
const ENDINGS: [string, (person: Reader) => Promise<unknown>][] = [
  ['a change of the password', (person) => changePassword(person)],
  [
    'the reset of a forgotten password',
    async ({ name, email }) => {
      await service.post('/password/forgot', { login: name });
      const { token } = await mailbox.next(email, 4);
      return service.post('/password/reset', { token, newPassword: NEW_PASSWORD });
    },
  ],
  ['the end of all sessions', (person) => service.delete('/sessions', undefined, tokenOf(person))],
  [
    'the end of all sessions by an admin',
    async ({ id }) => service.delete(`/users/${id}/sessions`, undefined, await service.admin()),
  ],
  [
    'a reset of the factors by an admin',
    async ({ id }) => service.delete(`/users/${id}/factors`, undefined, await service.admin()),
  ],
  [
    'the disabling of the account',
    async ({ id }) => service.patch(`/users/${id}`, { disabled: true }, await service.admin()),
  ],
  [
    'the deletion of the account',
    async ({ id }) => service.delete(`/users/${id}`, undefined, await service.admin()),
  ],
  ['the removal of the last factor', (person) => removeApp(person)],
  [
    'the removal of one of two factors',
    async (person) => {
      await addPasskey(service, tokenOf(person));
      return removeApp(person);
    },
  ],
  [
    'the removal of a passkey',
    async (person) => {
      const { passkeyId } = await addPasskey(service, tokenOf(person));
      return service.delete(`/me/passkeys/${passkeyId}`, undefined, tokenOf(person));
    },
  ],
  ['the end of the sessions of all users', () => service.app.get(DeviceAccessService).forgetEverybodys()],
];

const changePassword = (person: Reader) =>
  service.post('/me/password', { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }, tokenOf(person));
const removeApp = (person: Reader) => service.delete(`/me/totp/${person.app.id}`, undefined, tokenOf(person));

describe('a remembered browser is forgotten', () => {
  it.each(ENDINGS)('by %s', async (_, end) => {
    const person = await reader();

    await end(person);

    expect(await rowsOf(person)).toEqual([]);
  });

  it('by its user, and then needs the factor again', async () => {
    const person = await rememberedPerson(service);

    const { status } = await service.delete(`/me/devices/${person.deviceId}`, undefined, person);

    expect(status).toBe(204);
    expect(await outcomeOf(person)).toBe('401 mfa_required');
    const again = await service.delete(`/me/devices/${person.deviceId}`, undefined, person);
    expectProblem(again, 404, 'remembered_device_not_found');
    expect((await service.get('/me/events', person)).body[0]).toMatchObject({
      type: 'device.forgotten',
      detail: { device: person.deviceId },
    });
  });

  it('when it has expired', async () => {
    const person = await rememberedPerson(service);
    service.travel(31 * 86_400);

    await service.app.get(HousekeepingService).runOnce();

    expect(await rowsOf(person)).toEqual([]);
  });

  it('only by its own user', async () => {
    const [person, other] = [await rememberedPerson(service), await rememberedPerson(service)];

    const answer = await service.delete(`/me/devices/${person.deviceId}`, undefined, other);

    expectProblem(answer, 404, 'remembered_device_not_found');
    expect(await outcomeOf(person)).toBe('200 undefined');
  });

  it('neither by adding another factor, nor by changes of roles or name', async () => {
    const person = await reader();
    const admin = await service.admin();
    await service.put('/roles/editor', { description: 'Edits' }, admin);

    await addPasskey(service, tokenOf(person));
    await service.patch(
      `/users/${person.id}`,
      { roles: ['user', 'editor'], name: `${person.name}-2` },
      admin,
    );

    expect((await signIn(person.browser, { name: `${person.name}-2` })).status).toBe(200);
  });
});

describe('a sign-in with a remembered browser', () => {
  it('that is forgotten at the same time either starts a session or needs the factor', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const person = await rememberedPerson(service);

      const [{ status, body }, forgotten] = await Promise.all([
        signIn(person.browser, person),
        service.delete(`/me/devices/${person.deviceId}`, undefined, person),
      ]);

      expect(forgotten.status).toBe(204);
      expect(['200 undefined', '401 mfa_required']).toContain(`${status} ${body.code}`);
      expect(await outcomeOf(person)).toBe('401 mfa_required');
    }
  });

  it.each([
    ['all sessions end', (person: Reader) => service.delete('/sessions', undefined, tokenOf(person))],
    ['the password changes', changePassword],
    [
      'an admin resets the factors',
      async ({ id }: Reader) => service.delete(`/users/${id}/factors`, undefined, await service.admin()),
    ],
  ])('leaves no session when %s at the same time', async (_, end) => {
    for (let round = 0; round < ROUNDS; round++) {
      const person = await reader();

      const [{ body }] = await Promise.all([signIn(person.browser, person), end(person)]);

      expect(await rowsOf(person)).toEqual([]);
      const token = body.token as string | undefined;
      const use = token === undefined ? undefined : await service.get('/protected', { token });
      expect([undefined, 401]).toContain(use?.status);
    }
  });

  it('is not remembered when the factor is removed at the same time', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const person = await reader();

      await Promise.all([remember(new Browser(service), person), removeApp(person)]);

      expect(await rowsOf(person)).toEqual([]);
    }
  });
});
