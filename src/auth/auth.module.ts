import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { AuditModule } from '../audit/audit.module.js';
import { ClientsModule } from '../clients/clients.module.js';
import { PasskeysModule } from '../factors/passkeys/passkeys.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { RevocationsModule } from '../revocations/revocations.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { SignInModule } from '../sign-in/sign-in.module.js';
import { KnownAddressesService } from '../throttling/known-addresses.service.js';
import { ThrottlingModule } from '../throttling/throttling.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { UserLifecycle, type UserStep } from '../users/user-lifecycle.js';
import { UsersModule } from '../users/users.module.js';
import { VerificationModule } from '../verification/verification.module.js';
import { AccessGuard } from './access.guard.js';
import { AuthController } from './auth.controller.js';
import { BrowserOrigins } from './browser-origins.js';
import { CheckedTokens } from './checked-tokens.js';
import { ClientAuthenticator } from './client-authenticator.js';
import { CookieModeGuard } from './cookie-mode.guard.js';
import { CredentialCheckService } from './credential-check.service.js';
import { EmailSignInController } from './email-sign-in.controller.js';
import { EmailSignInGuard } from './email-sign-in.guard.js';
import { FirstSignIn } from './first-sign-in.js';
import { FactorSignInController } from './factor-sign-in.controller.js';
import { FactorSignInService } from './factor-sign-in.service.js';
import { HashRenewalService } from './hash-renewal.service.js';
import { JwtStrategy } from './jwt.strategy.js';
import { LoginAnswerInterceptor } from './login-answer.interceptor.js';
import { LoginCheckService } from './login-check.service.js';
import { LoginFailures } from './login-failures.js';
import { LoginMetricsInterceptor } from './login-metrics.interceptor.js';
import { LogoutService } from './logout.service.js';
import { PasskeyCheckService } from './passkey-check.service.js';
import { PasskeySignInController } from './passkey-sign-in.controller.js';
import { PasskeySignInService } from './passkey-sign-in.service.js';
import { PasswordlessRegistrationController } from './passwordless-registration.controller.js';
import { PasswordlessRegistrationService } from './passwordless-registration.service.js';
import { RegistrationAnswerInterceptor } from './registration-answer.interceptor.js';
import { RegistrationGuard } from './registration.guard.js';
import { RegistrationService } from './registration.service.js';
import { SignInCookies } from './sign-in-cookies.js';
import { SignInRecency } from './sign-in-recency.js';
import { SignInService } from './sign-in.service.js';
import { StepUpController } from './step-up.controller.js';
import { StepUpCheck } from './step-up-check.js';
import { StepUpFactors } from './step-up-factors.js';
import { StepUpService } from './step-up.service.js';

/** Registration, login, refresh and logout, and the guard that checks the token of every request. */
@Module({
  imports: [
    AuditModule,
    ClientsModule,
    KeysModule,
    NoticesModule,
    PasskeysModule,
    PassportModule,
    PasswordsModule,
    RevocationsModule,
    SessionsModule,
    SignInModule,
    ThrottlingModule,
    TokensModule,
    UsersModule,
    VerificationModule,
  ],
  controllers: [
    AuthController,
    EmailSignInController,
    FactorSignInController,
    PasskeySignInController,
    PasswordlessRegistrationController,
    StepUpController,
  ],
  providers: [
    BrowserOrigins,
    CheckedTokens,
    ClientAuthenticator,
    CookieModeGuard,
    CredentialCheckService,
    EmailSignInGuard,
    FactorSignInService,
    FirstSignIn,
    HashRenewalService,
    JwtStrategy,
    LoginAnswerInterceptor,
    LoginCheckService,
    LoginFailures,
    LoginMetricsInterceptor,
    LogoutService,
    PasskeyCheckService,
    PasskeySignInService,
    PasswordlessRegistrationService,
    RegistrationAnswerInterceptor,
    RegistrationGuard,
    RegistrationService,
    SignInCookies,
    SignInRecency,
    StepUpCheck,
    StepUpFactors,
    StepUpService,
    SignInService,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [FactorSignInService, LogoutService, SignInCookies, SignInService],
})
export class AuthModule {
  constructor(lifecycle: UserLifecycle, knownAddresses: KnownAddressesService) {
    const forget: UserStep = ({ id }, _actor, transaction) => knownAddresses.forget(id, transaction);
    lifecycle.register({ passwordChanged: forget, removed: forget });
  }
}
