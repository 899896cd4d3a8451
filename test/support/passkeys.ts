import {
  AuthenticatorEmulator,
  type AuthenticationResponseJSON,
  type PasskeyDiscoverableCredential,
  PasskeysCredentialsMemoryRepository,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  WebAuthnEmulator,
} from 'nid-webauthn-emulator';
import { freshName, type Person } from './people.js';
import type { Service } from './service.js';
import type { Client } from './client.js';

/** Where the pages are that the tests play: the origin of ISSUER. */
export const ORIGIN = 'https://auth.example.com';

/** How a key is to be different from one that checks its user and counts its signatures. */
export interface KeyOptions {
  readonly checksUser?: boolean;
  readonly counts?: boolean;
  readonly aaguid?: string;
}

/** An authenticator without a browser. It holds the passkeys that were made with it. */
export class SecurityKey {
  private readonly emulator: WebAuthnEmulator;
  private readonly memory = new PasskeysCredentialsMemoryRepository();

  constructor(private readonly options: KeyOptions = {}) {
    const { checksUser = true, counts = true, aaguid } = options;
    const verifications = { userVerified: checksUser, userPresent: true };
    const interaction = () => ({ options: { uv: checksUser, up: true } });
    const authenticator = new AuthenticatorEmulator({
      verifications,
      userMakeCredentialInteraction: interaction,
      userGetAssertionInteraction: interaction,
      signCounterIncrement: counts ? 1 : 0,
      credentialsRepository: this.memory,
      ...(aaguid !== undefined && {
        aaguid: new Uint8Array(Buffer.from(aaguid.replaceAll('-', ''), 'hex')),
      }),
    });
    this.emulator = new WebAuthnEmulator(authenticator);
  }

  /** Makes a passkey, as a page of `origin` asks for it. */
  create(options: PublicKeyCredentialCreationOptionsJSON, origin = ORIGIN): RegistrationResponseJSON {
    return this.emulator.createJSON(origin, options, [origin]);
  }

  /** Signs with a passkey, as a page of `origin` asks for it. */
  sign(options: PublicKeyCredentialRequestOptionsJSON, origin = ORIGIN): AuthenticationResponseJSON {
    return this.emulator.getJSON(origin, options, [origin]);
  }

  /** The passkeys that it holds. */
  get credentials(): PasskeyDiscoverableCredential[] {
    return this.memory.loadCredentials();
  }

  /** A copy, which counts on its own from now on. */
  copy(): SecurityKey {
    const copy = new SecurityKey(this.options);
    for (const credential of this.credentials) copy.memory.saveCredential(credential);
    return copy;
  }
}

/** A user with a passkey. */
export interface PersonWithPasskey extends Person {
  readonly key: SecurityKey;
  readonly passkeyId: string;
  readonly recoveryCodes: string[];
}

/** Adds a passkey for a user. */
export async function addPasskey(
  service: Pick<Client, 'post'>,
  { token }: Pick<Person, 'token'>,
  key = new SecurityKey(),
): Promise<Pick<PersonWithPasskey, 'key' | 'passkeyId' | 'recoveryCodes'>> {
  const { body: options } = await service.post('/me/passkeys/options', undefined, { token });
  const { status, body } = await service.post('/me/passkeys', { credential: key.create(options) }, { token });
  if (status !== 201) throw new Error(`could not add a passkey: ${JSON.stringify(body)}`);
  return { key, passkeyId: body.id, recoveryCodes: body.recoveryCodes };
}

/** Registers a user who has a passkey. */
export async function personWithPasskey(service: Service, options?: KeyOptions): Promise<PersonWithPasskey> {
  const person = await service.person();
  return { ...person, ...(await addPasskey(service, person, new SecurityKey(options))) };
}

/** Signs in with a passkey alone. */
export async function signInAlone(service: Service, key: SecurityKey) {
  const { challenge, publicKey } = (await service.post('/login/passkey/options', {})).body;
  return service.post('/login/passkey', { challenge, credential: key.sign(publicKey) });
}

/** What an account is made of, beside its passkey. */
interface NewAccount {
  readonly name?: string;
  readonly email?: string;
  readonly displayName?: string;
}

/** The first step of a registration with a passkey. */
export async function beginRegistration(
  service: Pick<Client, 'post'>,
  { name = freshName(), ...fields }: NewAccount = {},
  query = '',
) {
  const { status, body } = await service.post(`/register/passkey/options${query}`, { name, ...fields });
  if (status !== 200) throw new Error(`could not begin: ${JSON.stringify(body)}`);
  return { name, challenge: body.challenge as string, publicKey: body.publicKey };
}

/** Registers a user with a passkey in place of a password. */
export async function registerByPasskey(
  service: Pick<Client, 'post'>,
  account: NewAccount = {},
  { query = '', key = new SecurityKey() } = {},
) {
  const { name, challenge, publicKey } = await beginRegistration(service, account);
  const credential = key.create(publicKey);
  const answer = await service.post(`/register/passkey${query}`, { ...account, name, challenge, credential });
  return { ...answer, name, key, challenge, credential };
}
