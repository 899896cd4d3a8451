import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { RevocationsModule } from '../revocations/revocations.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ClientTokensService } from './client-tokens.service.js';
import { IntrospectionService } from './introspection.service.js';
import { OAuthController } from './oauth.controller.js';
import { OAuthService } from './oauth.service.js';
import { ServerMetadataController } from './server-metadata.controller.js';
import { TokenRevocationService } from './token-revocation.service.js';

/** What other services ask by the standards: a token of their own, whether one counts, to take one back. */
@Module({
  imports: [AccessModule, AuditModule, RevocationsModule, SessionsModule],
  controllers: [OAuthController, ServerMetadataController],
  providers: [OAuthService, IntrospectionService, TokenRevocationService, ClientTokensService],
})
export class OAuthModule {}
