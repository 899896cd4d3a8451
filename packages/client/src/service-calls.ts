import createClient from 'openapi-fetch';
import type { paths } from './openapi.js';
import { isIdempotent, patiently } from './patience.js';
import { type Result, resultOf, type Schemas } from './problems.js';
import type { User } from './session-memory.js';
import type { Surroundings } from './surroundings.js';

/** How long one request of the session may take, so that a request without a response does not block all tabs. */
const TIMEOUT_MS = 20_000;

type Tokens = Promise<Result<Schemas['Tokens']>>;

/** Sends the requests of the session. They contain no access token, except those with a parameter for it. */
export class ServiceCalls {
  private readonly api;
  private readonly query: { query: { cookie?: true } };

  /** `hasCookie`: whether the browser keeps the refresh token in a cookie. */
  constructor(
    readonly url: string,
    hasCookie: boolean,
    surroundings: Surroundings,
  ) {
    this.query = { query: hasCookie ? { cookie: true } : {} };
    this.api = createClient<paths>({
      baseUrl: url,
      credentials: hasCookie ? 'include' : undefined,
      fetch: (request) => {
        const mayRepeat = isIdempotent(request) || request.headers.has('idempotency-key');
        const fetch = (one: Request) => withinTime(one, surroundings.fetch);
        return patiently(request, { ...surroundings, fetch }, mayRepeat);
      },
    });
  }

  /** Registers an account. It does not sign in. */
  register(body: Schemas['Register']): Promise<Result<Schemas['Registered']>> {
    return resultOf(this.api.POST('/register', { body }));
  }

  registrationOptions(body: Schemas['FirstPasskeyOptions']): Promise<Result<Schemas['FirstPasskeyRequest']>> {
    return resultOf(this.api.POST('/register/passkey/options', { body, params: this.query }));
  }

  /** Registers an account, and signs in if the account may already sign in. */
  registerWithPasskey(body: Schemas['RegisterByPasskey']): Promise<Result<Schemas['RegisteredByPasskey']>> {
    const params = { query: { ...this.query.query, signIn: true } };
    return resultOf(this.api.POST('/register/passkey', { body, params }));
  }

  logIn(body: Schemas['PasswordLogin']): Tokens {
    return resultOf(this.api.POST('/login', { body, params: this.query }));
  }

  logInByEmail(body: Schemas['ConfirmSignIn']): Tokens {
    return resultOf(this.api.POST('/login/email/confirm', { body, params: this.query }));
  }

  logInWithTotp(body: Schemas['TotpSignIn']): Tokens {
    return resultOf(this.api.POST('/login/totp', { body, params: this.query }));
  }

  logInWithRecoveryCode(body: Schemas['RecoverySignIn']): Tokens {
    return resultOf(this.api.POST('/login/recovery-code', { body, params: this.query }));
  }

  passkeyOptions(body: Schemas['PasskeyOptions']): Promise<Result<Schemas['PasskeyRequest']>> {
    return resultOf(this.api.POST('/login/passkey/options', { body, params: this.query }));
  }

  logInWithPasskey(body: Schemas['PasskeySignIn']): Tokens {
    return resultOf(this.api.POST('/login/passkey', { body, params: this.query }));
  }

  /** Exchanges the refresh token, or the cookie, for the next one. It may be repeated with the same key. */
  refresh(refreshToken: string | undefined, key: string): Tokens {
    const params = { header: { 'Idempotency-Key': key } };
    return resultOf(this.api.POST('/refresh', { body: { refreshToken }, params }));
  }

  /** Ends the session of the token. Without a token, it ends that of the cookie. */
  logOut(token?: string): Promise<Result<unknown>> {
    return resultOf(this.api.POST('/logout', { headers: token === undefined ? {} : authorized(token) }));
  }

  me(token: string): Promise<Result<User>> {
    return resultOf(this.api.GET('/me', { headers: authorized(token) }));
  }
}

const authorized = (token: string) => ({ authorization: `Bearer ${token}` });

async function withinTime(request: Request, fetch: Surroundings['fetch']): Promise<Response> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error('no answer in time')), TIMEOUT_MS);
  try {
    return await fetch(new Request(request, { signal: controller.signal }));
  } finally {
    clearTimeout(timer);
  }
}
