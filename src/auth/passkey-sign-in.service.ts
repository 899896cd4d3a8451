import { Injectable } from '@nestjs/common';
import type { ClientContext } from '../common/client-context.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { PasskeyAssertions } from '../factors/passkeys/passkey-assertions.js';
import { newSignInKey } from '../sign-in/browser-binding.js';
import { FactorSignIn } from '../sign-in/factor-sign-in.js';
import { type SignedIn, signedIn } from '../sign-in/signed-in.js';
import { InvalidChallenge } from '../sign-in/sign-in.errors.js';
import type { SignInPlace } from '../sign-in/sign-in-flow.js';
import { AccessTokensService } from '../tokens/access-tokens.service.js';
import { PasskeyCheckService } from './passkey-check.service.js';
import type { Bound } from './sign-in-key.interceptor.js';
import { PasskeyRequestDto, type PasskeySignInDto } from './passkey-sign-in.dto.js';

/** Completes sign-ins with a passkey: as the second factor, or as the only proof. */
@Injectable()
export class PasskeySignInService {
  constructor(
    private readonly assertions: PasskeyAssertions,
    private readonly check: PasskeyCheckService,
    private readonly signIns: FactorSignIn,
    private readonly accessTokens: AccessTokensService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Returns the options for the browser: for the sign-in of a challenge, or without one for a sign-in with a passkey
   * alone. @throws InvalidChallenge
   */
  async options(challenge: string | undefined, client: ClientContext): Promise<Bound<PasskeyRequestDto>> {
    if (challenge === undefined) return this.optionsAlone(client);
    const user = await this.signIns.userOf(challenge, client);
    return { answer: PasskeyRequestDto.of(await this.assertions.optionsFor(user.id, challenge)) };
  }

  /**
   * Exchanges the signature of a passkey for the tokens of a new session.
   * @throws InvalidChallenge, InvalidPasskey, EmailUnverified
   */
  async finish(dto: PasskeySignInDto, place: SignInPlace): Promise<SignedIn> {
    const { open, answer } = await this.check.check(dto, place);
    const finished = await this.unitOfWork.run((transaction) =>
      this.signIns.finish(open, answer, place, transaction),
    );
    if (finished === 'invalid_challenge') throw new InvalidChallenge();
    if (finished === 'invalid_answer') return this.check.refuse(open.user.id, place.origin);
    return signedIn(this.accessTokens, finished);
  }

  private async optionsAlone(client: ClientContext): Promise<Bound<PasskeyRequestDto>> {
    const signInKey = newSignInKey(client);
    return { answer: PasskeyRequestDto.of(await this.assertions.signInOptions(signInKey)), signInKey };
  }
}
