import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ThrottlingModule } from '../throttling/throttling.module.js';
import { UsersModule } from '../users/users.module.js';
import { AuthController } from './auth.controller.js';
import { BrowserOrigins } from './browser-origins.js';
import { CredentialCheckService } from './credential-check.service.js';
import { LoginEvents } from './login-events.js';
import { LoginMetricsInterceptor } from './login-metrics.interceptor.js';
import { LoginService } from './login.service.js';
import { LogoutService } from './logout.service.js';
import { RegistrationService } from './registration.service.js';
import { SessionContinuationService } from './session-continuation.service.js';
import { SignInService } from './sign-in.service.js';
import { TokensService } from './tokens.service.js';

/** How somebody becomes known, proves it, goes on and leaves. */
@Module({
  imports: [AccessModule, AuditModule, PasswordsModule, SessionsModule, ThrottlingModule, UsersModule],
  controllers: [AuthController],
  providers: [
    BrowserOrigins,
    CredentialCheckService,
    LoginEvents,
    LoginMetricsInterceptor,
    LoginService,
    LogoutService,
    RegistrationService,
    SessionContinuationService,
    SignInService,
    TokensService,
  ],
})
export class AuthModule {}
