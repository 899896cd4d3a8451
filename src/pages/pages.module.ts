import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ProblemPages } from '../http/problem-pages.js';
import { ThrottlingModule } from '../throttling/throttling.module.js';
import { UsersModule } from '../users/users.module.js';
import { VerificationModule } from '../verification/verification.module.js';
import { FactorPage } from './factor.controller.js';
import { LinkForms } from './link-forms.service.js';
import { PageRenderer } from './page-renderer.js';
import { ResetPasswordPage } from './reset-password.controller.js';
import { SignInPage } from './sign-in.controller.js';
import { UndoEmailChangePage } from './undo-email-change.controller.js';
import { VerifyEmailPage } from './verify-email.controller.js';
import { WrittenProblems } from './written-problems.js';

/** The pages behind the links in mails, and what follows on them: rendered here, without JavaScript. */
@Module({
  imports: [AuthModule, ThrottlingModule, UsersModule, VerificationModule],
  controllers: [FactorPage, ResetPasswordPage, SignInPage, UndoEmailChangePage, VerifyEmailPage],
  providers: [LinkForms, PageRenderer, { provide: ProblemPages, useClass: WrittenProblems }],
})
export class PagesModule {}
