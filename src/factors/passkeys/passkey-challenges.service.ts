import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Op, type Transaction, UniqueConstraintError } from 'sequelize';
import type { ClientContext } from '../../common/client-context.js';
import { Clock } from '../../common/clock.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { hashOfChallenge, possibleHashes, randomText } from '../../sign-in/browser-binding.js';
import { type ChallengePurpose, PasskeyChallenge } from './passkey-challenge.model.js';

/** How long a passkey may take to sign. */
export const CHALLENGE_SECONDS = 600;

/** What a challenge is bound to: the purpose of the signature, and its user if that is known. */
export interface ChallengeBinding {
  readonly purpose: ChallengePurpose;
  readonly userId: string | null;
}

/** Owns `passkey_challenges`: challenges for passkeys, each of which can be spent once. */
@Injectable()
export class PasskeyChallengesService {
  constructor(
    @InjectModel(PasskeyChallenge) private readonly rows: typeof PasskeyChallenge,
    private readonly clock: Clock,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Creates a challenge, of which only a hash is stored. With a key, it is only valid in the browser that has
   * the key in a cookie.
   */
  async open(binding: ChallengeBinding, signInKey?: string): Promise<string> {
    const challenge = randomText();
    const row = {
      challengeHash: hashOfChallenge(challenge, signInKey),
      ...binding,
      expiresAt: this.expiry(),
    };
    await this.unitOfWork.statement((transaction) => this.rows.create(row, { transaction }));
    return challenge;
  }

  /** Spends a challenge before its signature is checked: of several simultaneous callers, only one gets true. */
  async spend(challenge: string, binding: ChallengeBinding, client?: ClientContext): Promise<boolean> {
    const challengeHash = possibleHashes(challenge, client);
    const where = { challengeHash, ...binding, expiresAt: { [Op.gt]: this.clock.now() } };
    return (
      (await this.unitOfWork.statement((transaction) => this.rows.destroy({ where, transaction }))) === 1
    );
  }

  /**
   * Marks a challenge that was not stored as spent, for longer than it is valid. Of several simultaneous
   * callers, only one gets true.
   */
  async spendUnwritten(challenge: string, binding: ChallengeBinding): Promise<boolean> {
    const row = {
      challengeHash: hashOfChallenge(challenge, undefined),
      ...binding,
      expiresAt: this.expiry(),
    };
    try {
      await this.unitOfWork.statement((transaction) => this.rows.create(row, { transaction }));
      return true;
    } catch (error) {
      if (error instanceof UniqueConstraintError) return false;
      throw error;
    }
  }

  /** Deletes the challenges of a user. */
  async remove(userId: string, transaction: Transaction): Promise<void> {
    await this.rows.destroy({ where: { userId }, transaction });
  }

  /** Deletes at most `limit` challenges that have expired. Returns how many. */
  sweep(limit: number, transaction: Transaction): Promise<number> {
    return this.rows.destroy({ where: { expiresAt: { [Op.lt]: this.clock.now() } }, limit, transaction });
  }

  private expiry(): Date {
    return new Date(this.clock.now().getTime() + CHALLENGE_SECONDS * 1000);
  }
}
