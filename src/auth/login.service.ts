import { Injectable } from '@nestjs/common';
import type { RequestOrigin } from '../common/request-origin.js';
import type { Visitor } from '../throttling/visitor.js';
import type { LoginDto, TokensDto } from './auth.dto.js';
import { InvalidCredentials } from './auth.errors.js';
import { CredentialCheckService } from './credential-check.service.js';
import { SignInService } from './sign-in.service.js';
import { TokensService } from './tokens.service.js';

/** Signs people in. */
@Injectable()
export class LoginService {
  constructor(
    private readonly credentials: CredentialCheckService,
    private readonly signIns: SignInService,
    private readonly tokens: TokensService,
  ) {}

  /**
   * Trades a name and a password for tokens. Nobody, a wrong password and a disabled account give the same answer after
   * the same work. @throws InvalidCredentials, RateLimited, Overloaded
   */
  async login(dto: LoginDto, origin: RequestOrigin, visitor: Visitor): Promise<TokensDto> {
    const checked = await this.credentials.check(dto, origin, visitor);
    const grant = checked && (await this.signIns.start(checked, origin, visitor));
    if (!grant) throw new InvalidCredentials();
    return this.tokens.of(grant);
  }
}
