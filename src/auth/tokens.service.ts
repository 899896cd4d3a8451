import { Injectable } from '@nestjs/common';
import { AccessTokensService } from '../access/access-tokens.service.js';
import type { Grant } from '../sessions/refresh.service.js';
import type { TokensDto } from './auth.dto.js';

/** Puts the tokens of a grant into an answer. */
@Injectable()
export class TokensService {
  constructor(private readonly accessTokens: AccessTokensService) {}

  /** Signs the access token that goes with the grant. */
  async of({ user, sessionId, refreshToken, issuedAt }: Grant): Promise<TokensDto> {
    const token = await this.accessTokens.issue({ userId: user.id, sessionId, roles: user.roles, issuedAt });
    return { msg: 'ok', token, tokenType: 'Bearer', expiresIn: this.accessTokens.lifetime, refreshToken };
  }
}
