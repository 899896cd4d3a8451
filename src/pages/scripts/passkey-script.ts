import type { PageDocument } from './browser.js';

/** The settings that a page gives its script, in the attribute `data-passkey` of the offer. */
export interface PasskeySettings {
  /** The routes that begin and end a sign-in with a passkey. */
  readonly options: string;
  readonly finish: string;
  /** The challenge of a sign-in that waits for a second factor. */
  readonly challenge?: string;
  /** The address to open after the sign-in. */
  readonly onward: string;
  /** Sentences by the code of a problem, and for all others. */
  readonly faults: Readonly<Record<string, string>>;
}

interface PasskeyOptions {
  readonly challenge: string;
  readonly publicKey: object;
}

declare const document: PageDocument;
declare const location: { assign(address: string): void };
declare const navigator: {
  readonly credentials: { get(options: object): Promise<{ toJSON(): object } | null> };
};
declare const PublicKeyCredential:
  | {
      parseRequestOptionsFromJSON?(options: object): object;
      isConditionalMediationAvailable?(): Promise<boolean>;
    }
  | undefined;

/**
 * Signs in with a passkey in the browser: by a button, which is hidden until this runs, and by the suggestions of the
 * field for the name. The text of this function is part of the page, so it must not use anything outside of itself.
 */
export async function offerPasskeys(): Promise<void> {
  const offer = document.querySelector('[data-passkey]');
  const [button, fault] = [offer?.querySelector('button'), offer?.querySelector('.fault')];
  if (!offer || !button || !fault) return;
  if (typeof PublicKeyCredential === 'undefined' || !PublicKeyCredential.parseRequestOptionsFromJSON) return;
  const api = PublicKeyCredential;
  const settings = JSON.parse(offer.dataset.passkey!) as PasskeySettings;
  let waiting = new AbortController();

  const post = async (path: string, body: object): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
    const answer = (await response.json()) as { code?: string };
    if (!response.ok) throw new Error(answer.code, { cause: 'service' });
    return answer;
  };

  const signIn = async (mediation: 'optional' | 'conditional'): Promise<void> => {
    // A browser allows only one request for a passkey at a time.
    waiting.abort();
    waiting = new AbortController();
    const { signal } = waiting;
    const { challenge, publicKey } = (await post(settings.options, {
      challenge: settings.challenge,
    })) as PasskeyOptions;
    const options = api.parseRequestOptionsFromJSON!(publicKey);
    const credential = await navigator.credentials.get({ publicKey: options, mediation, signal });
    const rememberDevice = document.querySelector('input[name=rememberDevice]')?.checked;
    await post(settings.finish, { challenge, credential: credential!.toJSON(), rememberDevice });
    location.assign(settings.onward);
  };

  const tell = ({ message, cause }: Error): void => {
    const { faults } = settings;
    fault.textContent = (cause === 'service' ? faults[message] : faults.cancelled) ?? faults.other!;
  };

  button.addEventListener('click', () => {
    fault.textContent = '';
    signIn('optional').catch(tell);
  });
  offer.hidden = false;
  if (settings.challenge !== undefined || !(await api.isConditionalMediationAvailable?.())) return;
  // Unused suggestions are not an error to show.
  signIn('conditional').catch((error: Error) => void (error.cause === 'service' && tell(error)));
}
