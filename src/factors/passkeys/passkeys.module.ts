import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { AuditModule } from '../../audit/audit.module.js';
import { HousekeepingService } from '../../database/housekeeping.service.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { SecondFactors } from '../../sign-in/second-factors.js';
import { SignInModule } from '../../sign-in/sign-in.module.js';
import { ThrottlingModule } from '../../throttling/throttling.module.js';
import { UserLifecycle } from '../../users/user-lifecycle.js';
import { UsersModule } from '../../users/users.module.js';
import { FactorsModule } from '../factors.module.js';
import { FirstPasskeys } from './first-passkeys.service.js';
import { PasskeyAssertions } from './passkey-assertions.js';
import { PasskeyChallenge } from './passkey-challenge.model.js';
import { PasskeyChallengesService } from './passkey-challenges.service.js';
import { PasskeyEnrollmentService } from './passkey-enrollment.service.js';
import { PasskeyRegistration } from './passkey-registration.js';
import { Passkey } from './passkey.model.js';
import { PasskeysController } from './passkeys.controller.js';
import { PasskeyDto } from './passkeys.dto.js';
import { PasskeysService } from './passkeys.service.js';
import { PasswordlessController } from './passwordless.controller.js';
import { PasswordlessService } from './passwordless.service.js';
import { RegistrationChallenges } from './registration-challenges.js';
import { RelatedOriginsController } from './related-origins.controller.js';
import { RelyingParty } from './relying-party.js';

/** Passkeys (WebAuthn), as a second factor and as a whole sign-in. */
@Module({
  imports: [
    AuditModule,
    FactorsModule,
    SequelizeModule.forFeature([Passkey, PasskeyChallenge]),
    SignInModule,
    ThrottlingModule,
    UsersModule,
  ],
  controllers: [PasskeysController, PasswordlessController, RelatedOriginsController],
  providers: [
    FirstPasskeys,
    PasskeyAssertions,
    PasskeyChallengesService,
    PasskeyEnrollmentService,
    PasskeyRegistration,
    PasskeysService,
    PasswordlessService,
    RegistrationChallenges,
    RelyingParty,
  ],
  exports: [FirstPasskeys, PasskeyAssertions],
})
export class PasskeysModule {
  constructor(
    factors: SecondFactors,
    lifecycle: UserLifecycle,
    passkeys: PasskeysService,
    challenges: PasskeyChallengesService,
    enrollment: PasskeyEnrollmentService,
    housekeeping: HousekeepingService,
    unitOfWork: UnitOfWork,
  ) {
    factors.register(passkeys);
    lifecycle.register({
      removed: async ({ id }, _actor, transaction) => {
        await passkeys.removeAll(id, transaction);
        await challenges.remove(id, transaction);
      },
    });
    lifecycle.registerExport({
      name: 'passkeys',
      type: PasskeyDto,
      description: 'Passkeys, without their keys.',
      read: ({ subject }) => enrollment.list(subject),
    });
    housekeeping.add({
      name: 'old passkey challenges',
      run: (limit) => unitOfWork.run((transaction) => challenges.sweep(limit, transaction)),
    });
  }
}
