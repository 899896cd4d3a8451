import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { AuditModule } from '../audit/audit.module.js';
import { HousekeepingService } from '../database/housekeeping.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { RevocationsModule } from '../revocations/revocations.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { UserLifecycle } from '../users/user-lifecycle.js';
import { UsersModule } from '../users/users.module.js';
import { GlobalLogoutService } from './global-logout.service.js';
import { LostEnds } from './lost-ends.js';
import { RefreshAnswers } from './refresh-answers.js';
import { RefreshFlow } from './refresh-flow.js';
import { RefreshRows } from './refresh-rows.js';
import { RefreshSecrets } from './refresh-secrets.js';
import { RefreshTokens } from './refresh-tokens.js';
import { SessionAccessService } from './session-access.service.js';
import { SessionHolders } from './session-holders.js';
import { SessionIssuer } from './session-issuer.js';
import { SessionLifetimes } from './session-lifetimes.js';
import { SessionProofs } from './session-proofs.js';
import { SessionDto } from './session.dto.js';
import { Session } from './session.model.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsService } from './sessions.service.js';
import { UserSessionsController } from './user-sessions.controller.js';

/** Sessions: creating, refreshing, listing and ending them. */
@Module({
  imports: [AuditModule, SequelizeModule.forFeature([Session]), RevocationsModule, TokensModule, UsersModule],
  controllers: [SessionsController, UserSessionsController],
  providers: [
    SessionsService,
    SessionIssuer,
    SessionProofs,
    RefreshFlow,
    RefreshAnswers,
    RefreshTokens,
    RefreshRows,
    RefreshSecrets,
    SessionLifetimes,
    SessionAccessService,
    SessionHolders,
    LostEnds,
    GlobalLogoutService,
  ],
  exports: [
    GlobalLogoutService,
    SessionsService,
    RefreshAnswers,
    RefreshFlow,
    RefreshSecrets,
    SessionAccessService,
    SessionHolders,
    SessionIssuer,
    SessionLifetimes,
    SessionProofs,
  ],
})
export class SessionsModule {
  constructor(
    lifecycle: UserLifecycle,
    sessions: SessionsService,
    access: SessionAccessService,
    housekeeping: HousekeepingService,
    unitOfWork: UnitOfWork,
  ) {
    housekeeping.add({
      name: 'ended sessions',
      run: (limit) => unitOfWork.run((transaction) => sessions.sweep(limit, transaction)),
    });
    lifecycle.register({
      accessChanged: (userIds, change, transaction) => sessions.revokeUsers(userIds, change, transaction),
      removed: ({ id }, _actor, transaction) => sessions.forget(id, transaction),
    });
    lifecycle.registerExport({
      name: 'sessions',
      type: SessionDto,
      description: 'The live sessions.',
      read: ({ subject, sessionId }) => access.list(subject, sessionId),
    });
  }
}
