import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { AuditChain } from './audit-chain.js';
import { AuditEvent } from './audit-event.model.js';
import { AuditExport } from './audit-export.js';
import { AuditHead } from './audit-head.model.js';
import { AuditReader } from './audit-reader.js';
import { AuditSealer } from './audit-sealer.js';
import { AuditSeals } from './audit-seals.js';
import { AuditVerification } from './audit-verification.js';
import { AuditController } from './audit.controller.js';
import { AuditService } from './audit.service.js';
import { OwnEventsController } from './own-events.controller.js';

/** Who did what, on whom, when and from where: written with each change, sealed into a chain, read and exported. */
@Module({
  imports: [SequelizeModule.forFeature([AuditEvent, AuditHead])],
  controllers: [AuditController, OwnEventsController],
  providers: [AuditService, AuditSeals, AuditChain, AuditSealer, AuditReader, AuditExport, AuditVerification],
  exports: [AuditService, AuditReader, AuditVerification],
})
export class AuditModule {}
