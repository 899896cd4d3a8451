import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work.js';
import { type SignedIn, signedIn } from '../sign-in/signed-in.js';
import { type SignInPlace, SignInFlow } from '../sign-in/sign-in-flow.js';
import { AccessTokensService } from '../tokens/access-tokens.service.js';
import type { PasswordLoginDto } from './auth.dto.js';
import { InvalidCredentials } from './auth.errors.js';
import { LoginCheckService } from './login-check.service.js';

/** The `amr` of a sign-in with a password (RFC 8176). */
export const BY_PASSWORD = ['pwd'];

/** Signs users in with a name and a password. */
@Injectable()
export class SignInService {
  constructor(
    private readonly check: LoginCheckService,
    private readonly flow: SignInFlow,
    private readonly accessTokens: AccessTokensService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Exchanges a name and a password for the tokens of a new session. For an unknown name, a wrong password and a
   * disabled account, the response is the same after the same work.
   * @throws InvalidCredentials, EmailUnverified, MfaRequired, RateLimited, ProofRequired, Overloaded
   */
  async signIn(dto: PasswordLoginDto, place: SignInPlace): Promise<SignedIn> {
    const { user, admission } = await this.check.check(dto, place.origin, place.client);
    const { rateLimit } = admission;
    const begun = await this.unitOfWork.run((transaction) =>
      this.flow.begin({ user, amr: BY_PASSWORD, admission }, place, transaction),
    );
    if (!begun) throw new InvalidCredentials(undefined, { rateLimit });
    return signedIn(this.accessTokens, begun, rateLimit);
  }
}
