import { Injectable } from '@nestjs/common';
import type { ClientContext } from '../../common/client-context.js';
import type { PasskeyAnswer } from '../../sign-in/second-factors.js';
import { Metrics } from '../../telemetry/metrics.js';
import type { SignedCredentialDto } from './credential.dto.js';
import { knownCredentials } from './known-credentials.js';
import {
  CHALLENGE_SECONDS,
  type ChallengeBinding,
  PasskeyChallengesService,
} from './passkey-challenges.service.js';
import type { RequestOptionsDto } from './passkey-options.dto.js';
import { PasskeysService } from './passkeys.service.js';
import { challengeIn, RelyingParty } from './relying-party.js';
import { userHandleOf } from './user-handle.js';

/** A valid signature, and its user. */
export interface SignedAnswer {
  readonly userId: string;
  readonly answer: PasskeyAnswer;
}

/** Creates the options for a signature in the browser, and checks the signature. */
@Injectable()
export class PasskeyAssertions {
  constructor(
    private readonly party: RelyingParty,
    private readonly challenges: PasskeyChallengesService,
    private readonly passkeys: PasskeysService,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Returns the options for a sign-in by any discoverable passkey alone, with user verification. With a key,
   * the challenge is only valid in the browser that has the key in a cookie.
   */
  async signInOptions(signInKey: string | undefined): Promise<RequestOptionsDto> {
    const challenge = await this.challenges.open({ purpose: 'sign_in', userId: null }, signInKey);
    return this.optionsOf(challenge, { allowCredentials: [], userVerification: 'required' });
  }

  /**
   * Returns the options to sign this challenge with a passkey of the user. The default is a new challenge for
   * a step-up.
   */
  async optionsFor(userId: string, challenge?: string): Promise<RequestOptionsDto> {
    const allowCredentials = knownCredentials(await this.passkeys.list(userId));
    const asked = challenge ?? (await this.challenges.open({ purpose: 'step_up', userId }));
    return this.optionsOf(asked, { allowCredentials, userVerification: 'preferred' });
  }

  /** Spends a challenge of `signInOptions`. Returns whether it was valid in this browser. */
  spendSignIn(challenge: string, client: ClientContext): Promise<boolean> {
    return this.challenges.spend(challenge, { purpose: 'sign_in', userId: null }, client);
  }

  /** Spends the challenge that was signed for a step-up, and checks the signature. Returns nothing where either is wrong. */
  async checkStepUp(userId: string, credential: SignedCredentialDto): Promise<PasskeyAnswer | undefined> {
    const challenge = challengeIn(credential.response);
    const binding: ChallengeBinding = { purpose: 'step_up', userId };
    return (await this.challenges.spend(challenge, binding))
      ? this.checkOf(userId, challenge, credential)
      : this.wrong();
  }

  /** Checks a signature by a passkey of the user. Returns nothing when it is wrong. */
  async checkOf(
    userId: string,
    challenge: string,
    credential: SignedCredentialDto,
  ): Promise<PasskeyAnswer | undefined> {
    const passkey = await this.passkeys.findByCredential(credential.id);
    if (passkey?.userId !== userId) return this.wrong();
    const assertion = await this.party.check(credential, challenge, passkey);
    return assertion
      ? { kind: 'passkey', passkeyId: passkey.id, isAlone: false, ...assertion }
      : this.wrong();
  }

  /**
   * Finds the user whose passkey has signed with user verification. Returns nothing when the signature is
   * wrong.
   */
  async checkAlone(challenge: string, credential: SignedCredentialDto): Promise<SignedAnswer | undefined> {
    const passkey = await this.passkeys.findByCredential(credential.id);
    if (!passkey || credential.response.userHandle !== userHandleOf(passkey.userId)) return this.wrong();
    const assertion = await this.party.check(credential, challenge, passkey, { needsVerifiedUser: true });
    if (!assertion) return this.wrong();
    return {
      userId: passkey.userId,
      answer: { kind: 'passkey', passkeyId: passkey.id, isAlone: true, ...assertion },
    };
  }

  /** Valid signatures are counted when they are spent. */
  private wrong(): undefined {
    this.metrics.secondFactors.inc({ kind: 'passkey', outcome: 'wrong' });
  }

  private optionsOf(
    challenge: string,
    rest: Pick<RequestOptionsDto, 'allowCredentials' | 'userVerification'>,
  ): RequestOptionsDto {
    return { challenge, rpId: this.party.id, ...rest, timeout: CHALLENGE_SECONDS * 1000 };
  }
}
