import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { AuditService } from '../audit/audit.service.js';
import type { Actor } from '../common/actor.js';
import { NoticesService, whereOf } from '../notices/notices.service.js';
import { type FactorKind, SecondFactors } from '../sign-in/second-factors.js';
import { SessionProofs } from '../sessions/session-proofs.js';
import type { User } from '../users/user.model.js';
import { RecoveryCodesService } from './recovery-codes/recovery-codes.service.js';

/** A factor that was added in a session, and the method that its first proof shows (RFC 8176). */
export interface AddedFactor {
  readonly sessionId: string;
  readonly kind: FactorKind;
  readonly proved: string;
}

/** The consequences of every change of a user's factors. The user's row must be locked. */
@Injectable()
export class FactorChanges {
  constructor(
    private readonly factors: SecondFactors,
    private readonly recoveryCodes: RecoveryCodesService,
    private readonly sessions: SessionProofs,
    private readonly audit: AuditService,
    private readonly notices: NoticesService,
  ) {}

  /**
   * Call it after a factor was added in this session by its first proof. Returns recovery codes if the user
   * had none, otherwise an empty list.
   */
  async added(
    user: User,
    { sessionId, kind, proved }: AddedFactor,
    actor: Actor,
    transaction: Transaction,
  ): Promise<string[]> {
    const { id: userId } = user;
    const hasCodes = await this.recoveryCodes.isEnrolled(userId, transaction);
    const codes = hasCodes ? [] : await this.recoveryCodes.replace(userId, transaction);
    await this.factors.update(userId, transaction);
    await this.tell('added', user, kind, actor, transaction);
    await this.sessions.add(sessionId, user, [proved, 'mfa'], actor, transaction);
    return codes;
  }

  /**
   * Call it after an account was created with a factor, before its first session. Returns its recovery codes.
   * No mail is sent.
   */
  async addedFirst(
    userId: string,
    kind: FactorKind,
    actor: Actor,
    transaction: Transaction,
  ): Promise<string[]> {
    const codes = await this.recoveryCodes.replace(userId, transaction);
    await this.factors.update(userId, transaction);
    await this.record('factor.added', userId, kind, actor, transaction);
    return codes;
  }

  /**
   * Call it after a factor was removed. It forgets all remembered devices, and deletes the recovery codes
   * with the last factor.
   */
  async removed(user: User, kind: FactorKind, actor: Actor, transaction: Transaction): Promise<void> {
    const { id: userId } = user;
    const isLast = !(await this.factors.hasAny(userId, transaction));
    if (isLast) await this.recoveryCodes.removeAll(userId, transaction);
    await this.factors.updateAfterRemoval(userId, transaction);
    await this.tell('removed', user, kind, actor, transaction);
  }

  /** Creates new recovery codes, which replace the old ones. Returns them, or nothing if the user has no factor. */
  async replaceRecoveryCodes(
    user: User,
    actor: Actor,
    transaction: Transaction,
  ): Promise<string[] | undefined> {
    const { id: userId } = user;
    if (!(await this.factors.hasAny(userId, transaction))) return undefined;
    const codes = await this.recoveryCodes.replace(userId, transaction);
    await this.factors.update(userId, transaction);
    await this.tell('codes', user, 'recovery_code', actor, transaction);
    return codes;
  }

  /** Removes every factor and all recovery codes, as an admin does for a user who has lost them. */
  async reset(user: User, actor: Actor, transaction: Transaction): Promise<void> {
    await this.factors.removeAll(user.id, transaction);
    await this.audit.record({ type: 'factor.reset', actor, subject: user.id }, transaction);
    await this.notices.send('factors_reset', user, {}, actor, transaction);
  }

  /** How many recovery codes the user has left. */
  recoveryCodesLeft(userId: string, transaction?: Transaction): Promise<number> {
    return this.recoveryCodes.remaining(userId, transaction);
  }

  private async tell(
    what: 'added' | 'removed' | 'codes',
    user: User,
    kind: FactorKind,
    actor: Actor,
    transaction: Transaction,
  ): Promise<void> {
    const type = what === 'removed' ? 'factor.removed' : 'factor.added';
    await this.record(type, user.id, kind, actor, transaction);
    await this.notices.send('factors_changed', user, { what, ...whereOf(actor) }, actor, transaction);
  }

  private async record(
    type: 'factor.added' | 'factor.removed',
    subject: string,
    kind: FactorKind,
    actor: Actor,
    transaction: Transaction,
  ): Promise<void> {
    await this.audit.record({ type, actor, subject, detail: { kind } }, transaction);
  }
}
