import { clientProblem, type Result, type Schemas } from './problems.js';

/**
 * When the browser shows its passkeys: at once, or as suggestions of a field with `autocomplete="username webauthn"`.
 */
export type PasskeyPrompt = 'dialog' | 'autofill';

/** The parts of a browser's credential that the client uses. */
interface Credential<Json> {
  toJSON(): Json;
}

interface BrowserCredentials {
  create(options: object): Promise<Credential<Schemas['NewCredential']> | null>;
  get(options: object): Promise<Credential<Schemas['SignedCredential']> | null>;
}

declare const navigator: { readonly credentials?: BrowserCredentials } | undefined;
declare const PublicKeyCredential:
  | {
      parseCreationOptionsFromJSON?(options: Schemas['CreationOptions']): object;
      parseRequestOptionsFromJSON?(options: Schemas['RequestOptions']): object;
    }
  | undefined;

/** Creates a passkey in the browser. */
export function makePasskey(options: Schemas['CreationOptions']): Promise<Result<Schemas['NewCredential']>> {
  return prompt((credentials) => {
    const publicKey = PublicKeyCredential!.parseCreationOptionsFromJSON!(options);
    return credentials.create({ publicKey });
  });
}

/** Signs a challenge with a passkey. */
export function signWithPasskey(
  options: Schemas['RequestOptions'],
  how: PasskeyPrompt = 'dialog',
  signal?: AbortSignal,
): Promise<Result<Schemas['SignedCredential']>> {
  return prompt((credentials) => {
    const publicKey = PublicKeyCredential!.parseRequestOptionsFromJSON!(options);
    return credentials.get({ publicKey, signal, mediation: how === 'autofill' ? 'conditional' : 'optional' });
  });
}

async function prompt<Json>(
  work: (credentials: BrowserCredentials) => Promise<Credential<Json> | null>,
): Promise<Result<Json>> {
  const credentials = typeof navigator === 'undefined' ? undefined : navigator.credentials;
  const isAble =
    typeof PublicKeyCredential !== 'undefined' && !!PublicKeyCredential.parseRequestOptionsFromJSON;
  if (!credentials || !isAble) return { problem: clientProblem('passkey_unavailable') };
  try {
    const credential = await work(credentials);
    return credential ? { data: credential.toJSON() } : { problem: clientProblem('passkey_cancelled') };
  } catch (error) {
    return {
      problem: clientProblem(isCancelled(error) ? 'passkey_cancelled' : 'passkey_unavailable', error),
    };
  }
}

/** Browsers report the same error when the user declines, waits too long or has no passkey. */
const isCancelled = (error: unknown) => ['NotAllowedError', 'AbortError'].includes(Object(error).name);
