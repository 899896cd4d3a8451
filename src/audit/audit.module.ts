import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { SecretsModule } from '../secrets/secrets.module.js';
import { AuditChain } from './audit-chain.js';
import { AuditMaintenance } from './audit-maintenance.js';
import { AuditEvent } from './audit-event.model.js';
import { AuditExport } from './audit-export.js';
import { AuditHead } from './audit-head.model.js';
import { AuditKey } from './audit-key.model.js';
import { AuditKeys } from './audit-keys.service.js';
import { AuditReader } from './audit-reader.js';
import { AuditSealer } from './audit-sealer.js';
import { AuditSeals } from './audit-seals.js';
import { AuditVerification } from './audit-verification.js';
import { AuditController } from './audit.controller.js';
import { AuditService } from './audit.service.js';
import { OwnEventsController } from './own-events.controller.js';
import { SignInCounts } from './sign-in-counts.js';

/** The audit log: events are written with each change, sealed into a chain, read, exported and verified. */
@Module({
  imports: [SecretsModule, SequelizeModule.forFeature([AuditEvent, AuditHead, AuditKey])],
  controllers: [AuditController, OwnEventsController],
  providers: [
    AuditChain,
    AuditMaintenance,
    AuditExport,
    AuditKeys,
    AuditReader,
    AuditSealer,
    AuditSeals,
    AuditService,
    AuditVerification,
    SignInCounts,
  ],
  exports: [AuditChain, AuditService, AuditReader, AuditVerification],
})
export class AuditModule {}
