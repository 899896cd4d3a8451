import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Op, type Transaction } from 'sequelize';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../common/clock.js';
import { increment } from '../database/increment.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { Purpose } from './purposes.js';
import { liveAt, Verification } from './verification.model.js';
import { VerificationSecrets } from './verification-secrets.js';
import type { Proof } from './verifications.service.js';

const MAX_ATTEMPTS = 5;

/** Identifies a code: by the challenge of its request, or by the signed-in user. */
export type CodeTarget = { readonly challenge: string } | { readonly userId: string };

/** Checks the codes that users type. Each code allows five attempts and can be spent once. */
@Injectable()
export class VerificationCodesService {
  constructor(
    @InjectModel(Verification) private readonly rows: typeof Verification,
    private readonly secrets: VerificationSecrets,
    private readonly clock: Clock,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Counts an attempt at a code, and returns the proof of the code, for `spend`. The attempt is committed before the
   * code is compared, so that at most five guesses are compared, even if many arrive at the same time.
   */
  async try(target: CodeTarget, code: string, purposes: readonly Purpose[]): Promise<Proof | undefined> {
    const where = {
      ...target,
      purpose: [...purposes],
      codeExpiresAt: { [Op.gt]: this.clock.now() },
      codeAttempts: { [Op.lt]: MAX_ATTEMPTS },
      ...liveAt(this.clock.now()),
    };
    const candidates = await this.rows.findAll({ where });
    for (const row of candidates) {
      const { userId, purpose, challenge } = row;
      const counted = await this.unitOfWork.statement((transaction) =>
        this.rows.update(
          { codeAttempts: increment('code_attempts') },
          { where: { ...where, userId, purpose, challenge }, transaction },
        ),
      );
      if (counted[0] === 1 && this.secrets.hashesOf(challenge, code).includes(row.codeHash)) return row;
    }
    if (candidates.length === 0) await this.writeInstead(purposes);
    return undefined;
  }

  /** Spends the row whose code was correct: of several simultaneous callers, only one gets true. */
  async spend({ userId, purpose, challenge }: Proof, transaction: Transaction): Promise<boolean> {
    const where = { userId, purpose, challenge, ...liveAt(this.clock.now()) };
    const [spent] = await this.rows.update({ spentAt: this.clock.now() }, { where, transaction });
    return spent === 1;
  }

  /**
   * Writes an expired row, which the sweep deletes. A challenge without a code must cost one write, like a
   * wrong code: otherwise the time would reveal which logins have an account, because every request gets a
   * challenge but only accounts get a code.
   */
  private async writeInstead([purpose = 'login']: readonly Purpose[]): Promise<void> {
    const now = this.clock.now();
    const challenge = uuidv7();
    const { tokenHash, codeHash } = this.secrets.make(challenge);
    const about = { userId: uuidv7(), purpose, address: '', challenge, tokenHash, codeHash };
    const row = { ...about, expiresAt: now, codeExpiresAt: now };
    await this.unitOfWork.statement((transaction) => this.rows.create(row, { transaction }));
  }
}
