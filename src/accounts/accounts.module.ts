import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ThrottlingModule } from '../throttling/throttling.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccountCreationService } from './account-creation.service.js';
import { AccountRemovalService } from './account-removal.service.js';
import { FirstAdminService } from './first-admin.service.js';
import { MeController } from './me.controller.js';
import { OwnAccountService } from './own-account.service.js';
import { OwnExportService } from './own-export.service.js';
import { OwnPasswordService } from './own-password.service.js';
import { UserAdministrationService } from './user-administration.service.js';
import { UserPagesService } from './user-pages.service.js';
import { UsersController } from './users.controller.js';

/** Accounts after they were made: what owners do with their own, and admins with all of them. */
@Module({
  imports: [AccessModule, AuditModule, PasswordsModule, SessionsModule, ThrottlingModule, UsersModule],
  controllers: [MeController, UsersController],
  providers: [
    AccountCreationService,
    AccountRemovalService,
    FirstAdminService,
    OwnAccountService,
    OwnExportService,
    OwnPasswordService,
    UserAdministrationService,
    UserPagesService,
  ],
  exports: [AccountCreationService],
})
export class AccountsModule {}
