import { type DynamicModule, Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { AuthModule } from '../auth/auth.module.js';
import type { Config } from '../config/config.js';
import { ConfigModule } from '../config/config.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { FactorsModule } from '../factors/factors.module.js';
import { ForwardAuthModule } from '../forward-auth/forward-auth.module.js';
import { HealthModule } from '../operations/health/health.module.js';
import { MailModule } from '../mail/mail.module.js';
import { OAuthModule } from '../oauth/oauth.module.js';
import { ErrorPagesModule } from '../pages/errors/error-pages.module.js';
import { PagesModule } from '../pages/pages.module.js';
import { VerificationModule } from '../verification/verification.module.js';
import { TelemetryModule } from '../telemetry/telemetry.module.js';

/** The root module with all parts of the service. */
@Module({})
export class AppModule {
  /** Returns the root module for a checked configuration. */
  static with(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        TelemetryModule,
        DatabaseModule,
        AuditModule,
        MailModule,
        AuthModule,
        OAuthModule,
        FactorsModule,
        ForwardAuthModule,
        VerificationModule,
        HealthModule,
        ErrorPagesModule,
        ...(config.PAGES === 'on' ? [PagesModule] : []),
      ],
    };
  }
}
