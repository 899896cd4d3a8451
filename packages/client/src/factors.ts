import type { Client } from 'openapi-fetch';
import type { paths } from './openapi.js';
import { makePasskey, signWithPasskey } from './passkeys.js';
import { type Failed, failed, type Result, resultOf, type Schemas } from './problems.js';
import type { SessionKeeper } from './session-keeper.js';
import type { SignedIn } from './sign-in.js';

/** One of the four proofs that make a sign-in recent again. */
export type StepUpProof =
  | { readonly password: string }
  | { readonly totp: string }
  | { readonly recoveryCode: string }
  | { readonly passkey: 'dialog' };

/** A new passkey. If it is the first factor, `recoveryCodes` has codes that the user should write down. */
export interface PasskeyAdded {
  readonly status: 'added';
  readonly passkey: Schemas['AddedPasskey'];
}

/** Runs the dialogues of a signed-in user: a step-up, and a new passkey. */
export class FactorDialogues {
  constructor(
    private readonly api: Client<paths>,
    private readonly keeper: SessionKeeper,
  ) {}

  /** Makes the sign-in recent, for routes that respond with `insufficient_user_authentication`. */
  async stepUp(proof: StepUpProof): Promise<SignedIn | Failed> {
    const body = await this.bodyOf(proof);
    if (body.problem) return failed(body.problem);
    const { data: tokens, problem } = await resultOf(this.api.POST('/step-up', { body: body.data }));
    if (problem) return failed(problem);
    const user = await this.keeper.take(tokens);
    return user.problem ? failed(user.problem) : { status: 'signed_in', user: user.data };
  }

  /** Creates a passkey in the browser, and adds it to the account. */
  async addPasskey(name?: string): Promise<PasskeyAdded | Failed> {
    const options = await resultOf(this.api.POST('/me/passkeys/options'));
    if (options.problem) return failed(options.problem);
    const credential = await makePasskey(options.data);
    if (credential.problem) return failed(credential.problem);
    const body = { credential: credential.data, name };
    const { data: passkey, problem } = await resultOf(this.api.POST('/me/passkeys', { body }));
    return problem ? failed(problem) : { status: 'added', passkey };
  }

  private async bodyOf(proof: StepUpProof): Promise<Result<Schemas['StepUp']>> {
    if ('totp' in proof) return { data: { code: proof.totp } };
    if (!('passkey' in proof)) return { data: proof };
    const options = await resultOf(this.api.POST('/step-up/passkey/options'));
    if (options.problem) return options;
    const { data: credential, problem } = await signWithPasskey(options.data);
    return problem ? { problem } : { data: { credential } };
  }
}
