import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import type { Transaction } from 'sequelize';
import { AuditService } from '../audit/audit.service.js';
import type { Actor } from '../common/actor.js';
import { increment } from '../database/increment.js';
import type { PersonGrant } from '../tokens/access-tokens.service.js';
import { CredentialsService, type TokenSubject } from '../users/credentials.service.js';
import { authMethodsOf, issueTime } from './grant.js';
import { SessionLifetimes } from './session-lifetimes.js';
import { Session } from './session.model.js';

/** Adds proofs to live sessions (step-up, RFC 9470). */
@Injectable()
export class SessionProofs {
  constructor(
    @InjectModel(Session) private readonly rows: typeof Session,
    private readonly credentials: CredentialsService,
    private readonly lifetimes: SessionLifetimes,
    private readonly audit: AuditService,
  ) {}

  /**
   * Records that the user, whose row is locked, has proved `amr` again. Returns the claims of the next access token, or
   * nothing when the session has ended.
   */
  async add(
    sessionId: string,
    user: TokenSubject,
    amr: readonly string[],
    actor: Actor,
    transaction: Transaction,
  ): Promise<PersonGrant | undefined> {
    const where = { id: sessionId, userId: user.id, endedAt: null };
    const session = await this.rows.findOne({ where, transaction });
    if (!session) return undefined;
    const authTime = this.lifetimes.now();
    const authMethods = [...new Set([...authMethodsOf(session), ...amr])];
    const issuedAt = Math.max(Number(session.issuedAt), issueTime(this.lifetimes.issueTime(), user));
    const [changed] = await this.rows.update(
      { authTime, amr: authMethods.join(' '), issuedAt, revision: increment('revision') },
      { where: { ...where, revision: session.revision }, transaction },
    );
    if (changed !== 1) return undefined;
    const detail = { session: sessionId };
    await this.audit.record({ type: 'session.stepped_up', actor, subject: user.id, detail }, transaction);
    const isFactorRemembered = session.rememberedDeviceId !== null;
    const proofs = { authMethods, authTime, isFactorRemembered };
    const { id: userId, roles, appMetadata } = user;
    return { userId, sessionId, roles, appMetadata, ...proofs, issuedAt };
  }

  /**
   * Returns whether the user has a second factor that was not used in the session, because a remembered device replaced
   * it or because the session is older than the factor.
   */
  async owesFactor(sessionId: string): Promise<boolean> {
    const session = await this.rows.findByPk(sessionId, { attributes: ['amr', 'userId'] });
    if (!session || authMethodsOf(session).includes('mfa')) return false;
    const user = await this.credentials.findById(session.userId);
    return user !== undefined && user.secondFactors !== '';
  }
}
