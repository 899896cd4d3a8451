import { v7 as uuidv7 } from 'uuid';
import type { Case, Sent } from './contract-kit.js';
import { addTotp, Authenticator, personWithTotp } from './factors.js';
import { rememberedPerson, signIn } from './remembered-devices.js';
import { PASSWORD, type Person } from './people.js';
import type { Service } from './service.js';

const unknown = { id: uuidv7() };

/** Who asks. Each test has a person of its own. */
interface Callers {
  readonly person: () => Person;
  readonly admin: () => Person;
}

/** What the operations of second factors answer, and to what. */
export function factorCases(
  service: Service,
  { person, admin }: Callers,
): Record<string, () => Case[] | Promise<Case[]>> {
  const byPerson = (expected: string, sent: Sent = {}): Case => [
    expected,
    { token: person().token, ...sent },
  ];
  const byAdmin = (expected: string, sent: Sent = {}): Case => [expected, { token: admin().token, ...sent }];
  /** A user whose sign-in waits for a second factor. */
  async function challenged() {
    const someone = await personWithTotp(service);
    const { body } = await service.post('/login', { name: someone.name, password: PASSWORD });
    return { ...someone, challenge: body.challenge as string };
  }

  /** The token of a sign-in for which a remembered device stood in for the second factor. */
  async function tokenWithoutFactor() {
    const someone = await rememberedPerson(service);
    return (await signIn(someone.browser, someone)).body.token as string;
  }

  return {
    logInWithTotp: async () => {
      const { challenge, app } = await challenged();
      return [
        ['400 validation_failed', { fields: { challenge, code: '12' } }],
        ['400 validation_failed', { fields: { challenge, code: '123456', rememberDevice: true } }],
        ['401 invalid_code', { fields: { challenge, code: '000000' } }],
        ['401 invalid_challenge', { fields: { challenge: 'unknown', code: '000000' } }],
        ['200', { fields: { challenge, code: app.next(), rememberDevice: true }, query: '?cookie=true' }],
      ];
    },
    logInWithRecoveryCode: async () => {
      const { challenge, recoveryCodes } = await challenged();
      return [
        ['400 validation_failed', { fields: { challenge } }],
        ['401 invalid_code', { fields: { challenge, code: 'wrong' } }],
        ['401 invalid_challenge', { fields: { challenge: 'unknown', code: 'wrong' } }],
        ['200', { fields: { challenge, code: recoveryCodes[0] } }],
      ];
    },
    listRememberedDevices: async () => [['200', { token: (await rememberedPerson(service)).token }]],
    forgetRememberedDevice: async () => {
      const { token, deviceId: id } = await rememberedPerson(service);
      return [
        byPerson('400 validation_failed', { id: 'no-id' }),
        byPerson('404 remembered_device_not_found', { id }),
        ['204', { token, id }],
      ];
    },
    stepUp: async () => [
      byPerson('200', { fields: { password: PASSWORD } }),
      byPerson('400 validation_failed', { fields: {} }),
      byPerson('401 invalid_code', { fields: { code: '000000' } }),
      byPerson('403 wrong_password', { fields: { password: 'wrong' } }),
      ['403 second_factor_needed', { token: await tokenWithoutFactor(), fields: { password: PASSWORD } }],
    ],
    listTotpDevices: async () => [['200', { token: (await personWithTotp(service)).token }]],
    beginTotp: () => [
      byPerson('201', { fields: { name: 'Phone' } }),
      byPerson('400 validation_failed', { fields: { name: '' } }),
    ],
    confirmTotp: async () => {
      const { body } = await service.post('/me/totp', {}, person());
      const app = new Authenticator(service, body.id, body.secret);
      return [
        byPerson('400 validation_failed', { fields: { id: body.id, code: '12' } }),
        byPerson('401 invalid_code', { fields: { id: body.id, code: '000000' } }),
        byPerson('200', { fields: { id: body.id, code: app.next() } }),
      ];
    },
    removeTotpDevice: async () => {
      const { app } = await addTotp(service, person());
      return [
        byPerson('400 validation_failed', { id: 'no-id' }),
        byPerson('404 device_not_found', unknown),
        byPerson('204', { id: app.id }),
      ];
    },
    countRecoveryCodes: () => [byPerson('200')],
    replaceRecoveryCodes: async () => [
      byPerson('409 no_factor'),
      ['200', { token: (await personWithTotp(service)).token }],
    ],
    resetUserFactors: () => [
      byAdmin('204', { id: person().id }),
      byAdmin('400 validation_failed', { id: 'no-id' }),
      byAdmin('404 user_not_found', unknown),
    ],
  };
}

/** What a login of a user with a second factor is answered with. */
export async function loginCases(service: Service): Promise<Case[]> {
  const { name } = await personWithTotp(service);
  const fields = { name, password: PASSWORD };
  return [
    ['401 mfa_required', { fields }],
    ['401 mfa_required', { fields, query: '?cookie=true' }],
  ];
}
