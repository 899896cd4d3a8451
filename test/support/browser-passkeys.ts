import type { CDPSession, Page } from 'playwright-core';
import type { TestChromium } from './chromium.js';
import { ORIGIN } from './passkeys.js';

/** What `toJSON` of a credential gives. */
type CredentialJson = Record<string, unknown> & { readonly id: string };

/** What the authenticator of the browser is like. */
export interface AuthenticatorOptions {
  readonly checksUser?: boolean;
  readonly synced?: boolean;
}

/** Gives a page a virtual authenticator (CTAP 2.1, resident keys). */
export async function addAuthenticator(
  page: Page,
  { checksUser = true, synced = false }: AuthenticatorOptions = {},
): Promise<{ devtools: CDPSession; authenticatorId: string }> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: checksUser,
      isUserVerified: checksUser,
      automaticPresenceSimulation: true,
      defaultBackupEligibility: synced,
      defaultBackupState: synced,
    },
  });
  return { devtools, authenticatorId };
}

/** A page of `origin` in Chromium, which has a virtual authenticator (CTAP 2.1, resident keys). */
export class BrowserPasskeys {
  private constructor(
    private readonly page: Page,
    private readonly devtools: CDPSession,
    private readonly authenticatorId: string,
  ) {}

  /** Opens an empty page. Nothing is asked of the network: the address is answered right here. */
  static async open(chromium: TestChromium, options: AuthenticatorOptions = {}): Promise<BrowserPasskeys> {
    const { page } = await chromium.tab({ javaScriptEnabled: true });
    await page
      .context()
      .route('https://**', (route) => route.fulfill({ contentType: 'text/html', body: FORM }));
    await page.goto(ORIGIN);
    const { devtools, authenticatorId } = await addAuthenticator(page, options);
    return new BrowserPasskeys(page, devtools, authenticatorId);
  }

  /** Leads the page elsewhere. */
  async goTo(origin: string): Promise<void> {
    await this.page.goto(origin);
  }

  /** Makes a passkey, as the page's script does. */
  create(options: object): Promise<CredentialJson> {
    return this.run(`navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(${JSON.stringify(options)}),
    })`);
  }

  /** Signs with a passkey: at once, or once the user picks it in the field of the form (`conditional`). */
  sign(options: object, mediation: 'optional' | 'conditional' = 'optional'): Promise<CredentialJson> {
    return this.run(`navigator.credentials.get({
      mediation: '${mediation}',
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(${JSON.stringify(options)}),
    })`);
  }

  /** Tells the authenticator which passkeys still count. */
  signal(accepted: object): Promise<void> {
    return this.page.evaluate(
      `PublicKeyCredential.signalAllAcceptedCredentials(${JSON.stringify(accepted)})`,
    );
  }

  /** How often the one passkey of the authenticator has signed, as it counts. */
  async setCounter(signCount: number): Promise<void> {
    const [credential] = await this.credentials();
    const { authenticatorId, devtools } = this;
    await devtools.send('WebAuthn.removeCredential', {
      authenticatorId,
      credentialId: credential!.credentialId,
    });
    await devtools.send('WebAuthn.addCredential', {
      authenticatorId,
      credential: { ...credential!, signCount },
    });
  }

  /** The passkeys that the authenticator holds. */
  async credentials() {
    const { authenticatorId } = this;
    return (await this.devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
  }

  private run(request: string): Promise<CredentialJson> {
    return this.page.evaluate(`(${request}).then((credential) => credential.toJSON())`);
  }
}

const FORM = '<!doctype html><title>x</title><input autocomplete="username webauthn" autofocus>';
