import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { AuditModule } from '../audit/audit.module.js';
import { RevocationsModule } from '../revocations/revocations.module.js';
import { ClientGrantsService } from './client-grants.service.js';
import { Client } from './client.model.js';
import { ClientsController } from './clients.controller.js';
import { ClientsService } from './clients.service.js';

/** Service clients: services that call on their own behalf, with ids, secrets and scopes. */
@Module({
  imports: [AuditModule, SequelizeModule.forFeature([Client]), RevocationsModule],
  controllers: [ClientsController],
  providers: [ClientsService, ClientGrantsService],
  exports: [ClientsService, ClientGrantsService],
})
export class ClientsModule {}
