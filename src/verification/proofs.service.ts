import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { GivenProof } from './given-proof.js';
import type { Purpose } from './purposes.js';
import { type CodeTarget, VerificationCodesService } from './verification-codes.service.js';
import { type Proof, VerificationsService } from './verifications.service.js';

/** The proof of a token or a code, and the function that spends it. */
export interface FoundProof {
  readonly proof: Proof;
  /**
   * Spends the token or the code in the transaction of the change: of several simultaneous callers, only one gets true.
   */
  readonly spend: (transaction: Transaction) => Promise<boolean>;
}

/**
 * Finds the proof of a mailed token or code. It spends nothing, so that a request that is refused for another reason
 * can be repeated with the same mail.
 */
@Injectable()
export class ProofsService {
  constructor(
    private readonly verifications: VerificationsService,
    private readonly codes: VerificationCodesService,
  ) {}

  /** Finds the proof of a token, or of a code with its challenge. Returns nothing if that is not valid. */
  find(given: GivenProof, purposes: readonly Purpose[]): Promise<FoundProof | undefined> {
    return 'token' in given
      ? this.findToken(given.token, purposes)
      : this.findCode({ challenge: given.challenge }, given.code, purposes);
  }

  /**
   * Finds the proof of a code, by its challenge or by the signed-in user. This is counted as an attempt at the code.
   */
  async findCode(
    target: CodeTarget,
    code: string,
    purposes: readonly Purpose[],
  ): Promise<FoundProof | undefined> {
    const proof = await this.codes.try(target, code, purposes);
    return proof && { proof, spend: (transaction) => this.codes.spend(proof, transaction) };
  }

  /** Ends all tokens and codes that were mailed to the user. */
  endAll(userId: string, transaction: Transaction): Promise<void> {
    return this.verifications.end(userId, undefined, transaction);
  }

  private async findToken(token: string, purposes: readonly Purpose[]): Promise<FoundProof | undefined> {
    const proof = await this.verifications.inspect(token, purposes);
    if (!proof) return undefined;
    return {
      proof,
      spend: async (transaction) =>
        (await this.verifications.spendToken(token, purposes, transaction)) !== undefined,
    };
  }
}
