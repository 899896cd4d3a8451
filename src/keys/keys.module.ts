import { Module } from '@nestjs/common';
import { HousekeepingService } from '../database/housekeeping.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { SequelizeModule } from '@nestjs/sequelize';
import { AuditModule } from '../audit/audit.module.js';
import { RevocationsModule } from '../revocations/revocations.module.js';
import { SecretsModule } from '../secrets/secrets.module.js';
import { JwksController } from './jwks.controller.js';
import { KeyRing } from './key-ring.js';
import { KeyRotation } from './key-rotation.js';
import { KeysController } from './keys.controller.js';
import { KeysService } from './keys.service.js';
import { SigningKey } from './signing-key.model.js';

/** The keys that sign access tokens. */
@Module({
  imports: [AuditModule, SequelizeModule.forFeature([SigningKey]), RevocationsModule, SecretsModule],
  controllers: [JwksController, KeysController],
  providers: [KeysService, KeyRing, KeyRotation],
  exports: [KeysService, KeyRing, KeyRotation],
})
export class KeysModule {
  constructor(housekeeping: HousekeepingService, unitOfWork: UnitOfWork, keys: KeysService, ring: KeyRing) {
    housekeeping.add({
      name: 'retired keys',
      run: () => unitOfWork.run((transaction) => keys.retire(transaction)),
    });
    housekeeping.add({ name: 'new keys', run: () => ring.renewIfDue().then(() => 0) });
  }
}
