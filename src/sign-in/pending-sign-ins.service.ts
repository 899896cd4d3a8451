import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Op, type Transaction } from 'sequelize';
import type { ClientContext } from '../common/client-context.js';
import { Clock } from '../common/clock.js';
import { increment } from '../database/increment.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { Credentials } from '../users/credentials.service.js';
import { hashOfChallenge, newSignInKey, possibleHashes, randomText } from './browser-binding.js';
import { PendingSignIn } from './pending-sign-in.model.js';

const MAX_ATTEMPTS = 5;

/** How long after the first proof the second factor may follow, in seconds. */
export const CHALLENGE_SECONDS = 600;

/** A challenge, and the key that binds it to a browser that stores cookies: the challenge is only valid with it. */
export interface OpenedSignIn {
  readonly challenge: string;
  readonly signInKey?: string;
}

/** Owns `pending_sign_ins`: sign-ins that need a second factor, each of which ends in one session at most. */
@Injectable()
export class PendingSignInsService {
  constructor(
    @InjectModel(PendingSignIn) private readonly rows: typeof PendingSignIn,
    private readonly clock: Clock,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Records that the user has proved `amr` (RFC 8176). Returns the challenge, of which only a hash is stored. */
  async open(
    user: Credentials,
    amr: readonly string[],
    client: ClientContext,
    transaction: Transaction,
  ): Promise<OpenedSignIn> {
    const challenge = randomText();
    const signInKey = newSignInKey(client);
    await this.rows.create(
      {
        challengeHash: hashOfChallenge(challenge, signInKey),
        userId: user.id,
        passwordVersion: user.passwordVersion,
        secondFactors: user.secondFactors,
        amr: amr.join(' '),
        expiresAt: new Date(this.clock.now().getTime() + CHALLENGE_SECONDS * 1000),
      },
      { transaction },
    );
    return { challenge, signInKey };
  }

  /** Finds a sign-in that can still be completed. It does not find sign-ins of other browsers. */
  async find(challenge: string, client: ClientContext): Promise<PendingSignIn | undefined> {
    const where = { challengeHash: possibleHashes(challenge, client), ...this.live() };
    return (await this.rows.findOne({ where })) ?? undefined;
  }

  /**
   * Counts an attempt before its proof is checked, so that at most five are checked, however many arrive at
   * once. Returns whether this one may be checked.
   */
  async countAttempt({ challengeHash }: PendingSignIn): Promise<boolean> {
    const where = { challengeHash, ...this.live() };
    const [counted] = await this.unitOfWork.statement((transaction) =>
      this.rows.update({ attempts: increment('attempts') }, { where, transaction }),
    );
    return counted === 1;
  }

  /** Spends a sign-in: of several simultaneous callers, only one gets true. */
  async spend({ challengeHash }: PendingSignIn, transaction: Transaction): Promise<boolean> {
    const [spent] = await this.rows.update(
      { spentAt: this.clock.now() },
      { where: { challengeHash, spentAt: null, expiresAt: { [Op.gt]: this.clock.now() } }, transaction },
    );
    return spent === 1;
  }

  /** Deletes the sign-ins of a user. */
  async remove(userId: string, transaction: Transaction): Promise<void> {
    await this.rows.destroy({ where: { userId }, transaction });
  }

  /** Deletes at most `limit` rows that have expired. Returns how many. */
  sweep(limit: number, transaction: Transaction): Promise<number> {
    return this.rows.destroy({ where: { expiresAt: { [Op.lt]: this.clock.now() } }, limit, transaction });
  }

  private live() {
    const attempts = { [Op.lt]: MAX_ATTEMPTS };
    return { spentAt: null, attempts, expiresAt: { [Op.gt]: this.clock.now() } };
  }
}
