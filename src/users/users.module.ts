import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { AuditModule } from '../audit/audit.module.js';
import { AuditReader } from '../audit/audit-reader.js';
import { OwnEventDto } from '../audit/own-event.dto.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { ThrottlingModule } from '../throttling/throttling.module.js';
import { AccountChangesService } from './account-changes.service.js';
import { AccountCreationService } from './account-creation.service.js';
import { CredentialsService } from './credentials.service.js';
import { FirstAdminService } from './first-admin.service.js';
import { MeController } from './me.controller.js';
import { OwnAccountService } from './own-account.service.js';
import { Profiles } from './profile.js';
import { Role } from './role.model.js';
import { RolesController } from './roles.controller.js';
import { LastAdminRule } from './last-admin.js';
import { RolesService } from './roles.service.js';
import { UserAddressesService } from './user-addresses.service.js';
import { UserAdministrationService } from './user-administration.service.js';
import { UserEvents } from './user-events.js';
import { UserLifecycle } from './user-lifecycle.js';
import { UserRole } from './user-role.model.js';
import { User } from './user.model.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

/**
 * Maximum number of events in an export, because years of events do not fit into one response. GET /me/events has all
 * events in pages.
 */
const MAX_EXPORTED_EVENTS = 1000;

/** Accounts and roles: their tables, the routes for a user's own account, and the routes for admins. */
@Module({
  imports: [
    AuditModule,
    PasswordsModule,
    SequelizeModule.forFeature([Role, User, UserRole]),
    ThrottlingModule,
  ],
  controllers: [MeController, RolesController, UsersController],
  providers: [
    AccountChangesService,
    AccountCreationService,
    CredentialsService,
    FirstAdminService,
    OwnAccountService,
    LastAdminRule,
    Profiles,
    RolesService,
    UserAddressesService,
    UserAdministrationService,
    UserEvents,
    UserLifecycle,
    UsersService,
  ],
  exports: [
    AccountChangesService,
    AccountCreationService,
    CredentialsService,
    RolesService,
    UserAddressesService,
    UserLifecycle,
    UsersService,
  ],
})
export class UsersModule {
  constructor(lifecycle: UserLifecycle, events: AuditReader) {
    lifecycle.registerExport({
      name: 'events',
      type: OwnEventDto,
      description: `The newest ${MAX_EXPORTED_EVENTS} audit events. GET /me/events has the others.`,
      read: ({ subject }) => events.ownList(subject, MAX_EXPORTED_EVENTS),
    });
  }
}
