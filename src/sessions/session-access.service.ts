import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Actor } from '../common/actor.js';
import { mapInTurns } from '../common/map-in-turns.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { UserLifecycle } from '../users/user-lifecycle.js';
import { UsersService } from '../users/users.service.js';
import { SessionDto } from './session.dto.js';
import { SessionNotFound } from './sessions.errors.js';
import { SessionsService } from './sessions.service.js';

/** Lists and ends sessions for their owners and for admins. */
@Injectable()
export class SessionAccessService {
  constructor(
    private readonly sessions: SessionsService,
    private readonly users: UsersService,
    private readonly lifecycle: UserLifecycle,
    private readonly audit: AuditService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Returns the user's live sessions; the one with `currentId` is marked as current. */
  async list(userId: string, currentId?: string): Promise<SessionDto[]> {
    return mapInTurns(await this.sessions.list(userId), (session) => SessionDto.of(session, currentId));
  }

  /** Returns a user's live sessions for an admin. @throws UserNotFound */
  async listOf(userId: string): Promise<SessionDto[]> {
    await this.users.get(userId);
    return this.list(userId);
  }

  /** Ends one of the user's sessions. @throws SessionNotFound */
  async end(userId: string, id: string, actor: Actor): Promise<void> {
    const wasLive = await this.unitOfWork.run((transaction) =>
      this.sessions.end({ id, userId }, actor, transaction),
    );
    if (!wasLive) throw new SessionNotFound();
  }

  /** Ends all of the user's sessions, and forgets their remembered devices. @throws UserNotFound */
  async endAll(userId: string, actor: Actor): Promise<void> {
    await this.unitOfWork.run(async (transaction) => {
      // A sign-in or an approval at the same moment waits here, and is ended or refused.
      await this.users.lock(userId, transaction);
      await this.audit.record({ type: 'session.all_ended', actor, subject: userId }, transaction);
      await this.lifecycle.accessChanged([userId], { endSessions: true }, transaction);
    });
  }
}
