import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { RevocationsModule } from '../revocations/revocations.module.js';
import { JwksController } from './jwks.controller.js';
import { KeyChores } from './key-chores.js';
import { KeyRing } from './key-ring.js';
import { KeysService } from './keys.service.js';
import { SecretBox } from './secret-box.js';
import { SigningKey } from './signing-key.model.js';

/** The keys that sign access tokens, and the box for what is stored encrypted. */
@Module({
  imports: [SequelizeModule.forFeature([SigningKey]), RevocationsModule],
  controllers: [JwksController],
  providers: [KeysService, KeyRing, KeyChores, SecretBox],
  exports: [KeysService, KeyRing, SecretBox],
})
export class KeysModule {}
