import { Injectable } from '@nestjs/common';
import type { RequestOrigin } from '../common/request-origin.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { RefreshService } from '../sessions/refresh.service.js';
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
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Trades a name and a password for tokens. Nobody, a wrong password and a disabled account give the same answer after
   * the same work. @throws InvalidCredentials, Overloaded
   */
  async login(dto: LoginDto, origin: RequestOrigin): Promise<TokensDto> {
    const checked = await this.credentials.check(dto);
    if (!checked) throw new InvalidCredentials();

    const grant = await this.unitOfWork.run((transaction) =>
      this.refreshes.start(checked, origin, transaction),
    );
    if (!grant) throw new InvalidCredentials();
    return this.tokens.of(grant);
  }
}
