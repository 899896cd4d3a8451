import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { AuditModule } from '../audit/audit.module.js';
import { RevocationsModule } from '../revocations/revocations.module.js';
import { UsersModule } from '../users/users.module.js';
import { RefreshRows } from './refresh-rows.js';
import { RefreshSecrets } from './refresh-secrets.js';
import { RefreshService } from './refresh.service.js';
import { SessionAccessService } from './session-access.service.js';
import { SessionLifetimes } from './session-lifetimes.js';
import { SessionSweep } from './session-sweep.js';
import { Session } from './session.model.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsService } from './sessions.service.js';
import { UserSessionsController } from './user-sessions.controller.js';

/** Sign-ins that go on: their refresh tokens, who sees them, and how they end. */
@Module({
  imports: [AuditModule, SequelizeModule.forFeature([Session]), RevocationsModule, UsersModule],
  controllers: [SessionsController, UserSessionsController],
  providers: [
    SessionsService,
    RefreshService,
    RefreshRows,
    RefreshSecrets,
    SessionLifetimes,
    SessionAccessService,
    SessionSweep,
  ],
  exports: [SessionsService, RefreshService, SessionAccessService],
})
export class SessionsModule {}
