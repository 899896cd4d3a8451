import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { ClientsModule } from '../clients/clients.module.js';
import { DeviceSignInModule } from '../device-sign-in/device-sign-in.module.js';
import { RevocationsModule } from '../revocations/revocations.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ThrottlingModule } from '../throttling/throttling.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { ClientTokensService } from './client-tokens.service.js';
import { DeviceAuthorizationController } from './device-authorization.controller.js';
import { DeviceGrantsService } from './device-grants.service.js';
import { IntrospectionService } from './introspection.service.js';
import { OAuthController } from './oauth.controller.js';
import { OAuthService } from './oauth.service.js';
import { ServerMetadataController } from './server-metadata.controller.js';
import { TokenRevocationService } from './token-revocation.service.js';

/**
 * The OAuth 2.0 endpoints for service clients and their devices: token, device authorization, introspection, revocation
 * and metadata.
 */
@Module({
  imports: [
    TokensModule,
    AuditModule,
    ClientsModule,
    DeviceSignInModule,
    RevocationsModule,
    SessionsModule,
    ThrottlingModule,
  ],
  controllers: [DeviceAuthorizationController, OAuthController, ServerMetadataController],
  providers: [
    DeviceGrantsService,
    OAuthService,
    IntrospectionService,
    TokenRevocationService,
    ClientTokensService,
  ],
})
export class OAuthModule {}
