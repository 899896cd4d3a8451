import { type DynamicModule, Module } from '@nestjs/common';
import { AccountsModule } from './accounts/accounts.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import type { Config } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { ForwardAuthModule } from './forward-auth/forward-auth.module.js';
import { HealthModule } from './health/health.module.js';
import { OAuthModule } from './oauth/oauth.module.js';
import { TelemetryModule } from './telemetry/telemetry.module.js';

/** Everything the service can do. */
@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        TelemetryModule,
        DatabaseModule,
        AuditModule,
        AuthModule,
        AccountsModule,
        OAuthModule,
        ForwardAuthModule,
        HealthModule,
      ],
    };
  }
}
