import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { Resealing } from './resealing.service.js';
import { SecretBox } from './secret-box.js';
import { SecretKeyUse } from './secret-key-use.model.js';
import { SecretKeyUseService } from './secret-key-use.service.js';

/** SECRET_KEY: deriving a key for each purpose, encrypting stored secrets, and changing the key. */
@Module({
  imports: [SequelizeModule.forFeature([SecretKeyUse])],
  providers: [Resealing, SecretBox, SecretKeyUseService],
  exports: [SecretBox],
})
export class SecretsModule {}
