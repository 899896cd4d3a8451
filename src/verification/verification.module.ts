import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { HousekeepingService } from '../database/housekeeping.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { AuditModule } from '../audit/audit.module.js';
import { MailModule } from '../mail/mail.module.js';
import { Deliverers } from '../outbox/deliverers.js';
import { NoticesModule } from '../notices/notices.module.js';
import { OutboxModule } from '../outbox/outbox.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { SignInModule } from '../sign-in/sign-in.module.js';
import { ThrottlingModule } from '../throttling/throttling.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { UserLifecycle } from '../users/user-lifecycle.js';
import { UsersModule } from '../users/users.module.js';
import { AccountMailer } from './account-mailer.js';
import { AccountMailsService } from './account-mails.service.js';
import { AddressSteps } from './address-steps.js';
import { EmailController } from './email.controller.js';
import { EmailVerificationService } from './email-verification.service.js';
import { InvitationsController } from './invitations.controller.js';
import { InvitationsService } from './invitations.service.js';
import { MailAllowance } from './mail-allowance.js';
import { EmailSignInService } from './email-sign-in.service.js';
import { PasswordController } from './password.controller.js';
import { PasswordResetService } from './password-reset.service.js';
import { ProofsService } from './proofs.service.js';
import { SessionsByMail } from './sessions-by-mail.js';
import { Verification } from './verification.model.js';
import { VerificationCodesService } from './verification-codes.service.js';
import { VerificationMails } from './verification-mails.js';
import { VerificationSecrets } from './verification-secrets.js';
import { VerificationsService } from './verifications.service.js';

/** Proofs by mail: verification of addresses, password resets, invitations and sign-ins. */
@Module({
  imports: [
    AuditModule,
    MailModule,
    NoticesModule,
    OutboxModule,
    PasswordsModule,
    SequelizeModule.forFeature([Verification]),
    SignInModule,
    ThrottlingModule,
    TokensModule,
    UsersModule,
  ],
  controllers: [EmailController, InvitationsController, PasswordController],
  providers: [
    AccountMailer,
    AccountMailsService,
    AddressSteps,
    EmailSignInService,
    EmailVerificationService,
    InvitationsService,
    MailAllowance,
    PasswordResetService,
    ProofsService,
    SessionsByMail,
    VerificationCodesService,
    VerificationMails,
    VerificationSecrets,
    VerificationsService,
  ],
  exports: [
    AccountMailsService,
    EmailSignInService,
    EmailVerificationService,
    PasswordResetService,
    VerificationsService,
  ],
})
export class VerificationModule {
  constructor(
    deliverers: Deliverers,
    mailer: AccountMailer,
    lifecycle: UserLifecycle,
    steps: AddressSteps,
    verifications: VerificationsService,
    housekeeping: HousekeepingService,
    unitOfWork: UnitOfWork,
  ) {
    deliverers.register('account_mail', mailer);
    lifecycle.register(steps);
    housekeeping.add({
      name: 'old verifications',
      run: (limit) => unitOfWork.run((transaction) => verifications.sweep(limit, transaction)),
    });
  }
}
