import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { AuditService } from '../audit/audit.service.js';
import type { Actor } from '../common/actor.js';
import { NoticesService, whereOf } from '../notices/notices.service.js';
import { type FactorKind, SecondFactors } from '../sign-in/second-factors.js';
import { SessionProofs } from '../sessions/session-proofs.js';
import type { User } from '../users/user.model.js';
import { RecoveryCodesService } from './recovery-codes/recovery-codes.service.js';

/** A factor that was added in a session, and what its first proof says (RFC 8176). */
export interface AddedFactor {
  readonly sessionId: string;
  readonly kind: FactorKind;
  readonly proved: string;
}

/** What every change of a user's factors brings about. The user's row must be locked. */
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
   * A factor was added in this session, by a first proof of it. Returns recovery codes where the user had none, otherwise
   * an empty list.
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

  /** An account was made with a factor, before its first session. Returns its recovery codes. No mail is sent. */
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

  /** A factor was removed, and with it all remembered devices. Recovery codes go with the last one. */
  async removed(user: User, kind: FactorKind, actor: Actor, transaction: Transaction): Promise<void> {
    const { id: userId } = user;
    const isLast = !(await this.factors.hasAny(userId, transaction));
    if (isLast) await this.recoveryCodes.removeAll(userId, transaction);
    await this.factors.updateAfterRemoval(userId, transaction);
    await this.tell('removed', user, kind, actor, transaction);
  }

  /** Makes new recovery codes in place of the old ones. Returns them, or nothing where the user has no factor. */
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
