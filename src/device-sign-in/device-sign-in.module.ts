import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { AuditModule } from '../audit/audit.module.js';
import { ClientsModule } from '../clients/clients.module.js';
import { HousekeepingService } from '../database/housekeeping.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { NoticesModule } from '../notices/notices.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ThrottlingModule } from '../throttling/throttling.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { UsersModule } from '../users/users.module.js';
import { DeviceApprovals } from './device-approvals.service.js';
import { DeviceAuthorization } from './device-authorization.model.js';
import { DeviceAuthorizationsService } from './device-authorizations.service.js';
import { DeviceLookup } from './device-lookup.service.js';
import { DeviceSessions } from './device-sessions.js';
import { DeviceSignIn } from './device-sign-in.service.js';
import { UserCodes } from './user-codes.js';

/** Sign-ins on devices without a browser, which their users allow in a browser elsewhere (RFC 8628). */
@Module({
  imports: [
    AuditModule,
    ClientsModule,
    NoticesModule,
    SequelizeModule.forFeature([DeviceAuthorization]),
    SessionsModule,
    ThrottlingModule,
    TokensModule,
    UsersModule,
  ],
  providers: [
    DeviceApprovals,
    DeviceAuthorizationsService,
    DeviceLookup,
    DeviceSessions,
    DeviceSignIn,
    UserCodes,
  ],
  exports: [DeviceApprovals, DeviceAuthorizationsService, DeviceLookup, DeviceSignIn],
})
export class DeviceSignInModule {
  constructor(
    devices: DeviceAuthorizationsService,
    housekeeping: HousekeepingService,
    unitOfWork: UnitOfWork,
  ) {
    housekeeping.add({
      name: 'old device authorizations',
      run: (limit) => unitOfWork.run((transaction) => devices.sweep(limit, transaction)),
    });
  }
}
