import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { AuditModule } from '../audit/audit.module.js';
import { HousekeepingService } from '../database/housekeeping.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { SecretsModule } from '../secrets/secrets.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { SecondFactors } from '../sign-in/second-factors.js';
import { SignInModule } from '../sign-in/sign-in.module.js';
import { ThrottlingModule } from '../throttling/throttling.module.js';
import { UserLifecycle } from '../users/user-lifecycle.js';
import { UsersModule } from '../users/users.module.js';
import { FactorChanges } from './factor-changes.js';
import { FactorsService } from './factors.service.js';
import { RecoveryCode } from './recovery-codes/recovery-code.model.js';
import { RecoveryCodesController } from './recovery-codes/recovery-codes.controller.js';
import { RecoveryCodesService } from './recovery-codes/recovery-codes.service.js';
import { TotpController } from './totp/totp.controller.js';
import { TotpDeviceDto } from './totp/totp.dto.js';
import { TotpDevice } from './totp/totp-device.model.js';
import { TotpDevicesService } from './totp/totp-devices.service.js';
import { TotpEnrollmentService } from './totp/totp-enrollment.service.js';
import { UserFactorsController } from './user-factors.controller.js';

/** Second factors: authenticator apps, and recovery codes in place of a factor. */
@Module({
  imports: [
    AuditModule,
    NoticesModule,
    SecretsModule,
    SequelizeModule.forFeature([RecoveryCode, TotpDevice]),
    SessionsModule,
    SignInModule,
    ThrottlingModule,
    UsersModule,
  ],
  controllers: [RecoveryCodesController, TotpController, UserFactorsController],
  providers: [FactorChanges, FactorsService, RecoveryCodesService, TotpDevicesService, TotpEnrollmentService],
  exports: [FactorChanges],
})
export class FactorsModule {
  constructor(
    factors: SecondFactors,
    lifecycle: UserLifecycle,
    totp: TotpDevicesService,
    recoveryCodes: RecoveryCodesService,
    enrollment: TotpEnrollmentService,
    housekeeping: HousekeepingService,
    unitOfWork: UnitOfWork,
  ) {
    factors.register(totp);
    factors.register(recoveryCodes);
    lifecycle.register({
      removed: async ({ id }, _actor, transaction) => {
        await totp.removeAll(id, transaction);
        await recoveryCodes.removeAll(id, transaction);
      },
    });
    lifecycle.registerExport({
      name: 'totpDevices',
      type: TotpDeviceDto,
      description: 'Authenticator apps, without their secrets.',
      read: ({ subject }) => enrollment.list(subject),
    });
    housekeeping.add({
      name: 'unconfirmed devices',
      run: (limit) => unitOfWork.run((transaction) => totp.sweep(limit, transaction)),
    });
  }
}
