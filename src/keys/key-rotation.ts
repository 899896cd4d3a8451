import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { AuditChain } from '../audit/audit-chain.js';
import { AuditService } from '../audit/audit.service.js';
import { type Actor, SYSTEM } from '../common/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { KeysService } from './keys.service.js';

/** Replaces signing keys, on schedule or on demand, and records it in the audit log. */
@Injectable()
export class KeyRotation {
  constructor(
    private readonly keys: KeysService,
    private readonly audit: AuditService,
    private readonly chain: AuditChain,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Creates a successor when the newest key is too old or has another algorithm than SIGNING_ALG. @throws
   * UniqueConstraintError when another process was faster
   */
  async renewIfDue(): Promise<void> {
    await this.unitOfWork.run(async (transaction) => {
      if (await this.keys.needsSuccessor(transaction)) await this.addSuccessor(SYSTEM, transaction);
    });
  }

  /**
   * Creates the next key, unless one is already published and waiting. @throws UniqueConstraintError when another
   * process was faster
   */
  async rotate(actor: Actor): Promise<void> {
    await this.unitOfWork.run((transaction) => this.addSuccessor(actor, transaction));
  }

  /**
   * Replaces all keys at once, because one may be stolen. @throws UniqueConstraintError when another process was faster
   */
  async replaceCompromised(actor: Actor): Promise<void> {
    await this.unitOfWork.run(async (transaction) => {
      await this.audit.record({ type: 'keys.compromised', actor, subject: null }, transaction);
      await this.keys.replaceCompromised(transaction);
    });
  }

  /** Creates the next key. The creation of the very first key is the first event of the audit log. */
  private async addSuccessor(actor: Actor, transaction: Transaction): Promise<void> {
    if (!(await this.keys.hasAny(transaction))) await this.chain.begin(transaction);
    const subject = await this.keys.addSuccessor(transaction);
    if (subject) await this.audit.record({ type: 'keys.rotated', actor, subject }, transaction);
  }
}
