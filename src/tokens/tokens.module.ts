import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { KeysModule } from '../keys/keys.module.js';
import { AccessTokensService } from './access-tokens.service.js';
import { TokenLifetime } from './token-lifetime.js';
import { TokenVerifier } from './token-verifier.js';

/** Access tokens: signing and checking. */
@Module({
  imports: [JwtModule.register({}), KeysModule],
  providers: [AccessTokensService, TokenLifetime, TokenVerifier],
  exports: [AccessTokensService, TokenLifetime, TokenVerifier],
})
export class TokensModule {}
