import { v7 as uuidv7 } from 'uuid';
import type { Case, Sent } from './contract-kit.js';
import { addPasskey, beginRegistration, personWithPasskey, SecurityKey, signInAlone } from './passkeys.js';
import { freshName, PASSWORD, type Person } from './people.js';
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
  const registration = async () => {
    const { name, challenge, publicKey } = await beginRegistration(service);
    return { name, challenge, credential: new SecurityKey().create(publicKey) };
  };
  const challengeOf = async ({ name }: Person) =>
    (await service.post('/login', { name, password: PASSWORD })).body.challenge as string;

  return {
    beginPasskeyRegistration: () => [
      ['200', { fields: { name: freshName(), email: 'a@example.com', displayName: 'Ada' } }],
      ['200', { fields: { name: freshName() }, query: '?cookie=true' }],
      ['400 validation_failed', { fields: { name: 'al' }, query: '?cookie=1' }],
      ['409 name_taken', { fields: { name: person().name } }],
    ],
    registerWithPasskey: async () => {
      const [one, other] = [await registration(), await registration()];
      const taken = await registration();
      return [
        ['400 validation_failed', { fields: { ...one, name: 'al' } }],
        ['401 invalid_challenge', { fields: { ...one, challenge: 'unknown' } }],
        ['401 invalid_passkey', { fields: { ...one, challenge: (await registration()).challenge } }],
        ['409 name_taken', { fields: { ...taken, name: person().name } }],
        ['201', { fields: one }],
        ['201', { fields: other, query: '?signIn=true&cookie=true' }],
      ];
    },
    beginPasskeyLogin: async () => [
      ['200', { fields: {} }],
      ['200', { fields: {}, query: '?cookie=true' }],
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
