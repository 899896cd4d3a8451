import { Injectable } from '@nestjs/common';
import type { RequestOrigin } from '../common/request-origin.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { RefreshService } from '../sessions/refresh.service.js';
import { SignInAttempts } from '../throttling/sign-in-attempts.service.js';
import type { Visitor } from '../throttling/visitor.js';
import type { LoginDto, TokensDto } from './auth.dto.js';
import { InvalidCredentials } from './auth.errors.js';
import { CredentialCheckService } from './credential-check.service.js';
import { TokensService } from './tokens.service.js';

/** Signs people in. */
@Injectable()
export class LoginService {
  constructor(
    private readonly credentials: CredentialCheckService,
    private readonly refreshes: RefreshService,
    private readonly tokens: TokensService,
    private readonly attempts: SignInAttempts,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Trades a name and a password for tokens. Nobody, a wrong password and a disabled account give the same answer after
   * the same work. @throws InvalidCredentials, RateLimited, Overloaded
   */
  async login(dto: LoginDto, origin: RequestOrigin, visitor: Visitor): Promise<TokensDto> {
    const checked = await this.credentials.check(dto, visitor);
    if (!checked) throw new InvalidCredentials();

    const grant = await this.unitOfWork.run(async (transaction) => {
      const started = await this.refreshes.start(checked, origin, transaction);
      if (started) await this.attempts.succeed(checked.id, visitor, transaction);
      return started;
    });
    if (!grant) throw new InvalidCredentials();
    return this.tokens.of(grant);
  }
}
