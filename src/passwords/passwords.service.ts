import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { HashingLanes } from './hashing-lanes.js';
import { costOf, hashOfNobody, hashPassword, isOutdated, matchesHash } from './password-hash.js';

/** Hashes and compares passwords, a few at a time. */
@Injectable()
export class PasswordsService {
  constructor(
    private readonly config: Config,
    private readonly lanes: HashingLanes,
  ) {}

  /** Hashes a new password. @throws Overloaded */
  hash(password: string): Promise<string> {
    const cost = this.config.BCRYPT_COST;
    return this.lanes.run(cost, () => hashPassword(password, cost));
  }

  /**
   * Whether the password made the hash. Without a hash, for somebody who does not exist, it takes as long and answers
   * no: who measures the time learns nothing. @throws Overloaded
   */
  async matches(password: string, hash: string | undefined): Promise<boolean> {
    const compared = hash ?? hashOfNobody(this.config.BCRYPT_COST);
    const cost = costOf(compared);
    if (cost === undefined) throw new Error('A stored password hash has a format that nothing here writes');
    return this.lanes.run(cost, () => matchesHash(password, compared));
  }

  /** Whether the hash should be made anew while the password is at hand. */
  isOutdated(hash: string): boolean {
    return isOutdated(hash, this.config.BCRYPT_COST);
  }
}
