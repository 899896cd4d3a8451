import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { AuditModule } from '../audit/audit.module.js';
import { RevocationsModule } from '../revocations/revocations.module.js';
import { Client } from './client.model.js';
import { ClientsController } from './clients.controller.js';
import { ClientsService } from './clients.service.js';

/** Services that call in their own name: their ids, secrets and scopes. */
@Module({
  imports: [AuditModule, SequelizeModule.forFeature([Client]), RevocationsModule],
  controllers: [ClientsController],
  providers: [ClientsService],
  exports: [ClientsService],
})
export class ClientsModule {}
