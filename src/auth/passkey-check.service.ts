import { Injectable } from '@nestjs/common';
import type { RequestOrigin } from '../common/actor.js';
import { PasskeyAssertions } from '../factors/passkeys/passkey-assertions.js';
import { InvalidPasskey } from '../factors/passkeys/passkeys.errors.js';
import { FactorSignIn, type OpenSignIn } from '../sign-in/factor-sign-in.js';
import type { PasskeyAnswer } from '../sign-in/second-factors.js';
import type { SignInPlace } from '../sign-in/sign-in-flow.js';
import { LoginCheckService } from './login-check.service.js';
import { LoginFailures } from './login-failures.js';
import type { PasskeySignInDto } from './passkey-sign-in.dto.js';

/** A sign-in in progress, and a valid signature for it. */
export interface CheckedPasskey {
  readonly open: OpenSignIn;
  readonly answer: PasskeyAnswer;
}

/** Decides whether the signature of a passkey completes a sign-in: as the second factor, or alone. */
@Injectable()
export class PasskeyCheckService {
  constructor(
    private readonly assertions: PasskeyAssertions,
    private readonly signIns: FactorSignIn,
    private readonly logins: LoginCheckService,
    private readonly failures: LoginFailures,
  ) {}

  /** Checks a signature for its challenge. @throws InvalidChallenge, InvalidPasskey, EmailUnverified */
  async check(dto: PasskeySignInDto, place: SignInPlace): Promise<CheckedPasskey> {
    const isAlone = await this.assertions.spendSignIn(dto.challenge, place.client);
    return isAlone ? this.checkAlone(dto, place) : this.checkSecond(dto, place);
  }

  /** Records that a passkey was not accepted. @throws InvalidPasskey */
  async refuse(userId: string | undefined, origin: RequestOrigin): Promise<never> {
    await this.failures.record(userId === undefined ? undefined : { userId }, 'factor', origin);
    throw new InvalidPasskey();
  }

  private async checkSecond(
    { challenge, credential }: PasskeySignInDto,
    { client, origin }: SignInPlace,
  ): Promise<CheckedPasskey> {
    const open = await this.signIns.resume(challenge, client);
    const answer = await this.assertions.checkOf(open.user.id, challenge, credential);
    return answer ? { open, answer } : this.refuse(open.user.id, origin);
  }

  private async checkAlone(
    { challenge, credential }: PasskeySignInDto,
    { client, origin }: SignInPlace,
  ): Promise<CheckedPasskey> {
    const signed = await this.assertions.checkAlone(challenge, credential);
    const open = signed && (await this.signIns.beginAlone(signed.userId, client));
    if (!open) return this.refuse(signed?.userId, origin);
    await this.logins.demandAddress(open, origin);
    return { open, answer: signed.answer };
  }
}
