import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { AuditModule } from '../audit/audit.module.js';
import { RevocationsModule } from '../revocations/revocations.module.js';
import { JwksController } from './jwks.controller.js';
import { KeyChores } from './key-chores.js';
import { KeyRing } from './key-ring.js';
import { KeyRotation } from './key-rotation.js';
import { KeysService } from './keys.service.js';
import { SecretBox } from './secret-box.js';
import { SigningKey } from './signing-key.model.js';

/** The keys that sign access tokens, and the box for what is stored encrypted. */
@Module({
  imports: [AuditModule, SequelizeModule.forFeature([SigningKey]), RevocationsModule],
  controllers: [JwksController],
  providers: [KeysService, KeyRing, KeyRotation, KeyChores, SecretBox],
  exports: [KeysService, KeyRing, KeyRotation, SecretBox],
})
export class KeysModule {}
