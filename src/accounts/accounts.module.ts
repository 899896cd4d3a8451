import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { UsersModule } from '../users/users.module.js';
import { FirstAdminService } from './first-admin.service.js';
import { MeController } from './me.controller.js';
import { OwnAccountService } from './own-account.service.js';
import { UserAdministrationService } from './user-administration.service.js';
import { UsersController } from './users.controller.js';

/** Accounts after they were made: what owners do with their own, and admins with all of them. */
@Module({
  imports: [AccessModule, PasswordsModule, UsersModule],
  controllers: [MeController, UsersController],
  providers: [FirstAdminService, OwnAccountService, UserAdministrationService],
  exports: [UserAdministrationService],
})
export class AccountsModule {}
