import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { DeviceSignInModule } from '../device-sign-in/device-sign-in.module.js';
import { ProblemPages } from '../http/problem-pages.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ThrottlingModule } from '../throttling/throttling.module.js';
import { UsersModule } from '../users/users.module.js';
import { VerificationModule } from '../verification/verification.module.js';
import { BrowserSessions } from './browser-sessions.js';
import { AccountPage } from './console/account.controller.js';
import { AdminPage } from './console/admin.controller.js';
import { ConsoleFiles } from './console/console-files.js';
import { DevicePage } from './device.controller.js';
import { DevicePages } from './device-pages.service.js';
import { FactorPage } from './factor.controller.js';
import { ForgotPasswordPage } from './forgot-password.controller.js';
import { LinkForms } from './link-forms.service.js';
import { MailCodePage } from './mail-code.controller.js';
import { MailSignInPage } from './mail-sign-in.controller.js';
import { OpenContents } from './open-contents.js';
import { OpenPages } from './open-pages.service.js';
import { PageAddresses } from './page-addresses.js';
import { PageAnswers } from './page-answers.js';
import { PageRenderer } from './page-renderer.js';
import { PasskeyOffers } from './passkey-offers.js';
import { PasswordSignInPage } from './password-sign-in.controller.js';
import { Registrations } from './registrations.service.js';
import { ResetPasswordPage } from './reset-password.controller.js';
import { SignInPage } from './sign-in.controller.js';
import { SignOutPage } from './sign-out.controller.js';
import { SignUpPage } from './sign-up.controller.js';
import { UndoEmailChangePage } from './undo-email-change.controller.js';
import { VerifyEmailPage } from './verify-email.controller.js';
import { WrittenProblems } from './written-problems.js';

/**
 * The pages that links in mails open, the pages around a sign-in, and the pages that follow them. The service renders
 * them.
 */
@Module({
  imports: [
    AuthModule,
    DeviceSignInModule,
    SessionsModule,
    ThrottlingModule,
    UsersModule,
    VerificationModule,
  ],
  controllers: [
    AccountPage,
    AdminPage,
    DevicePage,
    FactorPage,
    ForgotPasswordPage,
    MailCodePage,
    MailSignInPage,
    PasswordSignInPage,
    ResetPasswordPage,
    SignInPage,
    SignOutPage,
    SignUpPage,
    UndoEmailChangePage,
    VerifyEmailPage,
  ],
  providers: [
    BrowserSessions,
    ConsoleFiles,
    DevicePages,
    LinkForms,
    OpenContents,
    OpenPages,
    PageAddresses,
    PageAnswers,
    PageRenderer,
    PasskeyOffers,
    Registrations,
    { provide: ProblemPages, useClass: WrittenProblems },
  ],
})
export class PagesModule {}
