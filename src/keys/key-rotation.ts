import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { AuditService } from '../audit/audit.service.js';
import { type Actor, SYSTEM } from '../common/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { KeysService } from './keys.service.js';

/** Replaces signing keys, on time or on demand, and writes it down. */
@Injectable()
export class KeyRotation {
  constructor(
    private readonly keys: KeysService,
    private readonly audit: AuditService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Makes a successor when the newest key is too old or of the wrong kind. @throws UniqueConstraintError when overtaken */
  async renewIfDue(): Promise<void> {
    await this.unitOfWork.run(async (transaction) => {
      if (await this.keys.needsSuccessor(transaction)) await this.addSuccessor(SYSTEM, transaction);
    });
  }

  /** Makes the next key, unless one waits already. @throws UniqueConstraintError when overtaken */
  async rotate(actor: Actor): Promise<void> {
    await this.unitOfWork.run((transaction) => this.addSuccessor(actor, transaction));
  }

  /** Replaces every key at once because somebody else may have one. @throws UniqueConstraintError when overtaken */
  async replaceCompromised(actor: Actor): Promise<void> {
    await this.unitOfWork.run(async (transaction) => {
      await this.audit.record({ type: 'keys.compromised', actor, subject: null }, transaction);
      await this.keys.replaceCompromised(transaction);
    });
  }

  private async addSuccessor(actor: Actor, transaction: Transaction): Promise<void> {
    const subject = await this.keys.addSuccessor(transaction);
    if (subject) await this.audit.record({ type: 'keys.rotated', actor, subject }, transaction);
  }
}
