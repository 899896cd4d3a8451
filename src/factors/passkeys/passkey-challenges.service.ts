import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Op, type Transaction } from 'sequelize';
import { Clock } from '../../common/clock.js';
import { hashOfSecret } from '../../common/secret-hash.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { type ChallengePurpose, PasskeyChallenge } from './passkey-challenge.model.js';

const CHALLENGE_BYTES = 32;

/** How long a passkey may take to sign. */
export const CHALLENGE_SECONDS = 600;

/** What a challenge is bound to: what the signature is for, and whose it is, where that is known. */
export interface ChallengeBinding {
  readonly purpose: ChallengePurpose;
  readonly userId: string | null;
}

/** Owns `passkey_challenges`: what passkeys are to sign, each of which is spent once. */
@Injectable()
export class PasskeyChallengesService {
  constructor(
    @InjectModel(PasskeyChallenge) private readonly rows: typeof PasskeyChallenge,
    private readonly clock: Clock,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Makes a challenge, of which only a hash is stored. */
  async open(binding: ChallengeBinding): Promise<string> {
    const challenge = randomBytes(CHALLENGE_BYTES).toString('base64url');
    const expiresAt = new Date(this.clock.now().getTime() + CHALLENGE_SECONDS * 1000);
    const row = { challengeHash: hashOfSecret(challenge), ...binding, expiresAt };
    await this.unitOfWork.statement(() => this.rows.create(row));
    return challenge;
  }

  /** Spends a challenge before its signature is looked at: of any number of callers at once, one gets true. */
  async spend(challenge: string, binding: ChallengeBinding): Promise<boolean> {
    const expiresAt = { [Op.gt]: this.clock.now() };
    const where = { challengeHash: hashOfSecret(challenge), ...binding, expiresAt };
    return (await this.unitOfWork.statement(() => this.rows.destroy({ where }))) === 1;
  }

  /** Deletes the challenges of a user. */
  async remove(userId: string, transaction: Transaction): Promise<void> {
    await this.rows.destroy({ where: { userId }, transaction });
  }

  /** Deletes at most `limit` challenges that have expired. Returns how many. */
  sweep(limit: number, transaction: Transaction): Promise<number> {
    return this.rows.destroy({ where: { expiresAt: { [Op.lt]: this.clock.now() } }, limit, transaction });
  }
}
