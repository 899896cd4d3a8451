import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import type { Transaction } from 'sequelize';
import { Clock } from '../../common/clock.js';
import { Config } from '../../config/config.js';
import { type DerivedKey, deriveKey } from '../../secrets/derived-keys.js';
import type { CodeAnswer, SecondFactor } from '../../sign-in/second-factors.js';
import { hashOfRecoveryCode, newRecoveryCode } from './recovery-code-text.js';
import { RecoveryCode } from './recovery-code.model.js';

const CODES = 10;

/** Owns `recovery_codes`: ten codes for each user, each of which can replace a second factor once. */
@Injectable()
export class RecoveryCodesService implements SecondFactor {
  readonly kind = 'recovery_code';
  readonly isSubstitute = true;
  private readonly key: DerivedKey;

  constructor(
    @InjectModel(RecoveryCode) private readonly rows: typeof RecoveryCode,
    private readonly clock: Clock,
    config: Config,
  ) {
    this.key = deriveKey(config, 'recoveryCode');
  }

  /** Creates ten codes, which replace the user's codes. They are returned once, and only hashes are stored. */
  async replace(userId: string, transaction: Transaction): Promise<string[]> {
    const codes = Array.from({ length: CODES }, newRecoveryCode);
    await this.removeAll(userId, transaction);
    await this.rows.bulkCreate(
      codes.map((code) => ({ userId, codeHash: hashOfRecoveryCode(userId, code, this.key.current) })),
      { transaction },
    );
    return codes;
  }

  /** How many codes the user has left. */
  remaining(userId: string, transaction?: Transaction): Promise<number> {
    return this.rows.count({ where: { userId, spentAt: null }, transaction });
  }

  /** Whether any code is left. */
  async isEnrolled(userId: string, transaction: Transaction): Promise<boolean> {
    return (await this.remaining(userId, transaction)) > 0;
  }

  /** Spends a code: of several simultaneous callers, only one gets the method that it proves. */
  async spend(userId: string, { code }: CodeAnswer, transaction: Transaction): Promise<'otp' | undefined> {
    const codeHash = this.key.all.map((key) => hashOfRecoveryCode(userId, code, key));
    const [spent] = await this.rows.update(
      { spentAt: this.clock.now() },
      { where: { userId, codeHash, spentAt: null }, transaction },
    );
    return spent === 1 ? 'otp' : undefined;
  }

  /** Deletes all codes of the user. */
  async removeAll(userId: string, transaction: Transaction): Promise<void> {
    await this.rows.destroy({ where: { userId }, transaction });
  }
}
