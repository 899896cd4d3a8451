import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Op, type Transaction } from 'sequelize';
import { Clock } from '../common/clock.js';
import { hashOfSecret } from '../common/secret-hash.js';
import { type Purpose, PURPOSES } from './purposes.js';
import { liveAt, Verification } from './verification.model.js';
import { VerificationSecrets } from './verification-secrets.js';

/** The fields of a new token. `challenge` is a UUID that must be sent with the code. */
export interface NewVerification {
  readonly userId: string;
  readonly purpose: Purpose;
  readonly address: string;
  readonly challenge: string;
}

/** The content of the mail: a link with the token, and the code if the purpose has one. */
export interface IssuedVerification {
  readonly link: string;
  readonly code: string | undefined;
}

/** The proof of a token: this user reads mail at this address. */
export type Proof = Pick<Verification, 'userId' | 'purpose' | 'address' | 'challenge'>;

/**
 * Owns `verifications`, with VerificationCodesService: creates mailed tokens and codes, and spends each token
 * once.
 */
@Injectable()
export class VerificationsService {
  constructor(
    @InjectModel(Verification) private readonly rows: typeof Verification,
    private readonly secrets: VerificationSecrets,
    private readonly clock: Clock,
  ) {}

  /**
   * Creates a token and a code, and ends the older ones of the same purpose. The user's row must be locked.
   * Returns nothing when this challenge already has its token.
   */
  async issue(
    { userId, purpose, address, challenge }: NewVerification,
    transaction: Transaction,
  ): Promise<IssuedVerification | undefined> {
    if (await this.rows.findOne({ where: { challenge }, transaction })) return undefined;
    const { token, code, tokenHash, codeHash } = this.secrets.make(challenge);
    const now = this.clock.now().getTime();
    const { page, tokenMs, codeMs } = PURPOSES[purpose];
    await this.end(userId, [purpose], transaction);
    await this.rows.create(
      {
        userId,
        purpose,
        address,
        challenge,
        tokenHash,
        codeHash,
        expiresAt: new Date(now + tokenMs),
        codeExpiresAt: new Date(now + codeMs),
      },
      { transaction },
    );
    return { link: this.secrets.linkTo(page, token), code: codeMs > 0 ? code : undefined };
  }

  /** Returns the proof of the token without spending it. */
  async inspect(token: string, purposes: readonly Purpose[]): Promise<Proof | undefined> {
    const where = { tokenHash: hashOfSecret(token), purpose: [...purposes], ...liveAt(this.clock.now()) };
    return (await this.rows.findOne({ where })) ?? undefined;
  }

  /** Returns whether the user has a token of this purpose that is still valid. */
  async isPending(userId: string, purpose: Purpose): Promise<boolean> {
    return (await this.rows.findOne({ where: { userId, purpose, ...liveAt(this.clock.now()) } })) !== null;
  }

  /** Spends a token: of several simultaneous callers, only one gets the proof. */
  async spendToken(
    token: string,
    purposes: readonly Purpose[],
    transaction: Transaction,
  ): Promise<Proof | undefined> {
    const tokenHash = hashOfSecret(token);
    const where = { tokenHash, purpose: [...purposes], ...liveAt(this.clock.now()) };
    const [spent] = await this.rows.update({ spentAt: this.clock.now() }, { where, transaction });
    if (spent !== 1) return undefined;
    return (await this.rows.findOne({ where: { tokenHash }, transaction })) ?? undefined;
  }

  /** Ends the tokens and codes that were mailed to the user for these purposes, or for every purpose. */
  async end(
    userId: string,
    purposes: readonly Purpose[] | undefined,
    transaction: Transaction,
  ): Promise<void> {
    await this.rows.destroy({
      where: { userId, ...(purposes && { purpose: [...purposes] }) },
      transaction,
    });
  }

  /** Deletes at most `limit` rows that have expired. Returns how many. */
  sweep(limit: number, transaction: Transaction): Promise<number> {
    return this.rows.destroy({ where: { expiresAt: { [Op.lt]: this.clock.now() } }, limit, transaction });
  }
}
