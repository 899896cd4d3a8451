import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { KeysService } from './keys.service.js';
import { SecretBox } from './secret-box.js';
import { SigningKey } from './signing-key.model.js';

/** The keys that sign access tokens, and the box for what is stored encrypted. */
@Module({
  imports: [SequelizeModule.forFeature([SigningKey])],
  providers: [KeysService, SecretBox],
  exports: [KeysService, SecretBox],
})
export class KeysModule {}
