import { v7 as uuidv7 } from 'uuid';
import type { Case, Sent } from './contract-kit.js';
import { addPasskey, personWithPasskey, SecurityKey, signInAlone } from './passkeys.js';
import { PASSWORD, type Person } from './people.js';
import type { Service } from './service.js';

const unknown = { id: uuidv7() };

/** What the operations of passkeys answer, and to what. */
export function passkeyCases(
  service: Service,
  person: () => Person,
): Record<string, () => Case[] | Promise<Case[]>> {
  const byPerson = (expected: string, sent: Sent = {}): Case => [
    expected,
    { token: person().token, ...sent },
  ];
  const optionsOf = async (path: string) => (await service.post(path, undefined, person())).body;
  const challengeOf = async ({ name }: Person) =>
    (await service.post('/login', { name, password: PASSWORD })).body.challenge as string;

  return {
    beginPasskeyLogin: async () => [
      ['200', { fields: {} }],
      ['200', { fields: { challenge: await challengeOf(await personWithPasskey(service)) } }],
      ['400 validation_failed', { fields: { challenge: 7 } }],
      ['401 invalid_challenge', { fields: { challenge: 'unknown' } }],
    ],
    logInWithPasskey: async () => {
      const { key } = await personWithPasskey(service);
      const { challenge, publicKey } = await optionsOf('/login/passkey/options');
      const spoiled = await optionsOf('/login/passkey/options');
      const credential = key.sign(publicKey);
      return [
        ['400 validation_failed', { fields: { challenge } }],
        ['401 invalid_challenge', { fields: { challenge: 'unknown', credential } }],
        ['401 invalid_passkey', { fields: { challenge: spoiled.challenge, credential } }],
        ['200', { fields: { challenge, credential } }],
      ];
    },
    beginPasskeyStepUp: () => [byPerson('200')],
    beginPasskey: () => [byPerson('200')],
    addPasskey: async () => {
      const credential = new SecurityKey().create(await optionsOf('/me/passkeys/options'));
      const other = new SecurityKey().create(await optionsOf('/me/passkeys/options'), 'https://evil.example');
      return [
        byPerson('400 validation_failed', { fields: { credential: {} } }),
        byPerson('401 invalid_passkey', { fields: { credential: other } }),
        byPerson('201', { fields: { credential, name: 'Laptop' } }),
        byPerson('401 invalid_challenge', { fields: { credential } }),
      ];
    },
    listPasskeys: async () => [['200', { token: (await personWithPasskey(service)).token }]],
    renamePasskey: async () => {
      const { passkeyId: id } = await addPasskey(service, person());
      return [
        byPerson('200', { id, fields: { name: 'Desk' } }),
        byPerson('400 validation_failed', { id, fields: {} }),
        byPerson('404 passkey_not_found', { ...unknown, fields: { name: 'Desk' } }),
      ];
    },
    removePasskey: async () => {
      const { passkeyId: id } = await addPasskey(service, person());
      return [
        byPerson('400 validation_failed', { id: 'no-id' }),
        byPerson('404 passkey_not_found', unknown),
        byPerson('200', { id }),
      ];
    },
    removeMyPassword: async () => {
      const { key } = await personWithPasskey(service);
      const { token } = (await signInAlone(service, key)).body;
      const { refreshToken } = await personWithPasskey(service);
      const { body: other } = await service.post('/refresh', { refreshToken });
      return [
        byPerson('401 insufficient_user_authentication'),
        ['409 password_needed', { token: other.token }],
        ['204', { token }],
      ];
    },
    getRelatedOrigins: () => [['200', {}]],
  };
}
