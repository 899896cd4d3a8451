import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { GivenProof } from './given-proof.js';
import type { Purpose } from './purposes.js';
import { type CodeTarget, VerificationCodesService } from './verification-codes.service.js';
import { type Proof, VerificationsService } from './verifications.service.js';

/** What a token or a code proves, and how it is spent. */
export interface FoundProof {
  readonly proof: Proof;
  /** Spends it in the transaction of the change: of several simultaneous callers, only one gets true. */
  readonly spend: (transaction: Transaction) => Promise<boolean>;
}

/**
 * Finds what a mailed token or code proves. It spends nothing, so that a request refused for another reason
 * can be repeated with the same mail.
 */
@Injectable()
export class ProofsService {
  constructor(
    private readonly verifications: VerificationsService,
    private readonly codes: VerificationCodesService,
  ) {}

  /** Finds it by a token, or by a code with its challenge. Returns nothing when that is not valid. */
  find(given: GivenProof, purposes: readonly Purpose[]): Promise<FoundProof | undefined> {
    return 'token' in given
      ? this.findToken(given.token, purposes)
      : this.findCode({ challenge: given.challenge }, given.code, purposes);
  }

  /** Finds it by a code of the challenge, or of the signed-in user. This counts as an attempt at the code. */
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
