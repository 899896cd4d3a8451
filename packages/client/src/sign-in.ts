import { makePasskey, type PasskeyPrompt, signWithPasskey } from './passkeys.js';
import { type Failed, failed, type Problem, type Result, type Schemas } from './problems.js';
import type { ServiceCalls } from './service-calls.js';
import type { SessionKeeper, Tokens } from './session-keeper.js';
import type { User } from './session-memory.js';

/** The result of a successful sign-in. */
export interface SignedIn {
  readonly status: 'signed_in';
  readonly user: User;
}

/** The first proof is correct, but the account has a second factor: continue with the challenge. */
export interface MfaRequired {
  readonly status: 'mfa_required';
  readonly challenge: string;
  /** The kinds of factors that the account has: `totp`, `passkey`, `recovery_code`. */
  readonly factors: readonly string[];
  /** The number of seconds for which the challenge is valid. It allows five attempts. */
  readonly expiresIn: number;
}

export type SignInResult = SignedIn | MfaRequired | Failed;

/** An account to register, with a password, or with a passkey that the browser creates. */
export type NewAccount =
  Schemas['Register'] | (Omit<Schemas['Register'], 'password'> & { readonly passkey: 'dialog' });

/**
 * The result of a registration. With a passkey it has recovery codes to write down, even if the address must
 * be verified first.
 */
export type SignUpResult = SignInResult & { readonly recoveryCodes?: readonly string[] };

/** A proof that starts a sign-in, or continues it after `mfa_required`. */
export type SignInProof =
  | Schemas['PasswordLogin']
  | { readonly challenge: string; readonly totp: string }
  | { readonly challenge: string; readonly recoveryCode: string }
  /** With a challenge the passkey is the second factor, without one it is the whole sign-in. */
  | { readonly passkey: PasskeyPrompt; readonly challenge?: string; readonly signal?: AbortSignal }
  /** The token of a mailed link, or the mailed code with the challenge of `POST /login/email`. */
  | { readonly emailToken: string }
  | { readonly challenge: string; readonly emailCode: string };

/** Runs the dialogue of a sign-in. */
export class SignInDialogue {
  constructor(
    private readonly calls: ServiceCalls,
    private readonly keeper: SessionKeeper,
  ) {}

  /** Registers an account and signs in to it. */
  async signUp(account: NewAccount): Promise<SignUpResult> {
    if ('passkey' in account) return this.signUpByPasskey(account);
    const { problem } = await this.calls.register(account);
    if (problem) return failed(problem);
    return this.signIn({ name: account.name, password: account.password });
  }

  /** Sends one proof of the dialogue. */
  async signIn(proof: SignInProof): Promise<SignInResult> {
    if (!('passkey' in proof)) return this.finish(() => this.send(proof));
    const { data: request, problem } = await this.calls.passkeyOptions({ challenge: proof.challenge });
    if (problem) return failed(problem);
    const signed = await signWithPasskey(request.publicKey, proof.passkey, proof.signal);
    if (signed.problem) return failed(signed.problem);
    const { challenge } = request;
    return this.finish(() => this.calls.logInWithPasskey({ challenge, credential: signed.data }));
  }

  private async signUpByPasskey(
    newAccount: Extract<NewAccount, { passkey: 'dialog' }>,
  ): Promise<SignUpResult> {
    const { passkey: _, ...account } = newAccount;
    const { name, email, displayName } = account;
    const options = await this.calls.registrationOptions({ name, email, displayName });
    if (options.problem) return failed(options.problem);
    const made = await makePasskey(options.data.publicKey);
    if (made.problem) return failed(made.problem);
    const body = { ...account, challenge: options.data.challenge, credential: made.data };
    let recoveryCodes: string[] | undefined;
    const result = await this.finish(async () => {
      const { data, problem } = await this.calls.registerWithPasskey(body);
      if (problem) return { problem };
      recoveryCodes = data.recoveryCodes;
      const { token, expiresIn = 0, refreshToken } = data;
      return token ? { data: { token, expiresIn, refreshToken } } : { problem: unverified(this.calls.url) };
    });
    return { ...result, recoveryCodes };
  }

  private send(proof: Exclude<SignInProof, { passkey: PasskeyPrompt }>): Promise<Result<Schemas['Tokens']>> {
    const { calls } = this;
    if ('password' in proof) return calls.logIn(proof);
    if ('totp' in proof) return calls.logInWithTotp({ challenge: proof.challenge, code: proof.totp });
    if ('emailToken' in proof) return calls.logInByEmail({ token: proof.emailToken });
    if ('emailCode' in proof)
      return calls.logInByEmail({ challenge: proof.challenge, code: proof.emailCode });
    return calls.logInWithRecoveryCode({ challenge: proof.challenge, code: proof.recoveryCode });
  }

  private async finish(call: () => Promise<Result<Tokens>>): Promise<SignInResult> {
    const { data: user, problem } = await this.keeper.begin(call);
    return problem ? whyNot(problem) : { status: 'signed_in', user };
  }
}

/** Returns the problem that /login returns if the address must be verified first. */
const unverified = (url: string): Problem => ({
  type: `${url}/errors/email_unverified`,
  title: 'The e-mail address is not verified',
  status: 403,
  detail: 'Follow the link that was mailed to the address.',
  code: 'email_unverified',
});

function whyNot(problem: Problem): MfaRequired | Failed {
  const { code, challenge, factors = [], expiresIn = 0 } = problem;
  if (code !== 'mfa_required' || typeof challenge !== 'string') return failed(problem);
  return { status: 'mfa_required', challenge, factors, expiresIn };
}
