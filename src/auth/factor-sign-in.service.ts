import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work.js';
import { FactorSignIn } from '../sign-in/factor-sign-in.js';
import type { CodeAnswer } from '../sign-in/second-factors.js';
import { type SignedIn, signedIn } from '../sign-in/signed-in.js';
import { InvalidChallenge, InvalidCode } from '../sign-in/sign-in.errors.js';
import type { SignInPlace } from '../sign-in/sign-in-flow.js';
import { FactorAttempts } from '../throttling/factor-attempts.js';
import { AccessTokensService } from '../tokens/access-tokens.service.js';
import { LoginFailures } from './login-failures.js';

/** Completes sign-ins with a second factor. */
@Injectable()
export class FactorSignInService {
  constructor(
    private readonly signIns: FactorSignIn,
    private readonly limits: FactorAttempts,
    private readonly failures: LoginFailures,
    private readonly accessTokens: AccessTokensService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Exchanges a challenge and a code for the tokens of a new session. A challenge allows five attempts.
   * @throws InvalidChallenge, InvalidCode, RateLimited
   */
  async finish(challenge: string, answer: CodeAnswer, place: SignInPlace): Promise<SignedIn> {
    const open = await this.signIns.resume(challenge, place.client);
    const attempt = await this.limits.count(open.user, answer.kind, place.client);
    const finished = await this.unitOfWork.run((transaction) =>
      this.signIns.finish(open, answer, place, transaction),
    );
    if (finished === 'invalid_challenge') throw new InvalidChallenge();
    if (finished === 'invalid_answer') {
      const { id: userId, passwordVersion } = open.user;
      await this.failures.record({ userId, passwordVersion }, 'factor', place.origin);
      throw new InvalidCode();
    }
    await this.limits.giveBack(attempt);
    return signedIn(this.accessTokens, finished);
  }
}
