import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { HousekeepingService } from '../database/housekeeping.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { NoticesModule } from '../notices/notices.module.js';
import { RememberedDevicesModule } from '../remembered-devices/remembered-devices.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UserLifecycle } from '../users/user-lifecycle.js';
import { UsersModule } from '../users/users.module.js';
import { FactorSignIn } from './factor-sign-in.js';
import { PendingSignIn } from './pending-sign-in.model.js';
import { PendingSignInsService } from './pending-sign-ins.service.js';
import { SecondFactors } from './second-factors.js';
import { SignInFlow } from './sign-in-flow.js';

/** Sign-ins in progress, and the list of second factors. */
@Module({
  imports: [
    NoticesModule,
    RememberedDevicesModule,
    SequelizeModule.forFeature([PendingSignIn]),
    SessionsModule,
    UsersModule,
  ],
  providers: [FactorSignIn, PendingSignInsService, SecondFactors, SignInFlow],
  exports: [FactorSignIn, SecondFactors, SignInFlow],
})
export class SignInModule {
  constructor(
    lifecycle: UserLifecycle,
    pending: PendingSignInsService,
    housekeeping: HousekeepingService,
    unitOfWork: UnitOfWork,
  ) {
    lifecycle.register({ removed: ({ id }, _actor, transaction) => pending.remove(id, transaction) });
    housekeeping.add({
      name: 'old sign-ins',
      run: (limit) => unitOfWork.run((transaction) => pending.sweep(limit, transaction)),
    });
  }
}
