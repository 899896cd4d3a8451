import { Injectable } from '@nestjs/common';
import type { RequestOrigin } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { Problem } from '../common/problem.js';
import { Overloaded } from '../passwords/passwords.errors.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import type { Claimed } from '../throttling/claimed.js';
import { type Acquaintance, type Admission, SignInAttempts } from '../throttling/sign-in-attempts.service.js';
import { canonicalLogin } from '../users/canonical.js';
import { type Credentials, CredentialsService, type LoginCredentials } from '../users/credentials.service.js';
import type { PasswordLoginDto } from './auth.dto.js';
import { InvalidCredentials } from './auth.errors.js';
import { HashRenewalService } from './hash-renewal.service.js';
import { type FailureReason, LoginFailures } from './login-failures.js';

/** An account whose password was right, and the admission of the attempt. */
export interface CheckedLogin {
  readonly user: LoginCredentials;
  readonly admission: Admission;
}

/** The result of a password comparison. `refusal`, if set, is the error for every result except the right password. */
interface Comparison {
  readonly isDone: boolean;
  readonly matches: boolean;
  readonly refusal?: Problem;
}

/** Checks names and passwords at sign-in. */
@Injectable()
export class CredentialCheckService {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly passwords: PasswordsService,
    private readonly attempts: SignInAttempts,
    private readonly failures: LoginFailures,
    private readonly renewal: HashRenewalService,
  ) {}

  /**
   * Returns the account with this name or verified address, and this password. An unknown name, a wrong password and a
   * disabled account cost the same work, are counted in the same way before the password is checked, and are recorded.
   * @throws InvalidCredentials, RateLimited, ProofRequired, Overloaded
   */
  async check(dto: PasswordLoginDto, origin: RequestOrigin, client: ClientContext): Promise<CheckedLogin> {
    const begun = performance.now();
    const user = await this.credentials.findByLogin(dto.name);
    const overload = this.passwords.refusalOfStranger();
    const claimed = claimOf(user, dto.name);
    const admission = await this.attempts.admit(claimed, client, {
      proof: dto.proof,
      overload,
    });
    let { refusal } = admission;
    if (admission.isAdmitted) {
      const compared = await this.compare(dto.password, user, admission.acquaintance);
      if (user && compared.matches && !user.disabled)
        return { user: await this.renewal.renewed(user, dto.password), admission };
      if (compared.isDone) await this.failures.record(claimed, this.reasonOf(user, compared.matches), origin);
      refusal ??= compared.refusal;
    }
    if (refusal) await this.passwords.evenOut(begun);
    throw (refusal ?? new InvalidCredentials()).with({ rateLimit: admission.rateLimit });
  }

  /**
   * Compares the password. Known clients have a share of the hashing lanes. If a client is known only by its address,
   * the response must not reveal that.
   */
  private async compare(
    password: string,
    user: Credentials | undefined,
    acquaintance: Acquaintance,
  ): Promise<Comparison> {
    const hash = user?.passwordHash;
    try {
      if (acquaintance === 'address')
        return { isDone: true, ...(await this.passwords.matchesUnseen(password, hash)) };
      return {
        isDone: true,
        matches: await this.passwords.matches(password, hash, acquaintance === 'browser'),
      };
    } catch (error) {
      if (!(error instanceof Overloaded)) throw error;
      return { isDone: false, matches: false, refusal: error };
    }
  }

  private reasonOf(user: Credentials | undefined, matches: boolean): FailureReason {
    if (!user) return 'unknown';
    if (!this.passwords.isVerifiable(user.passwordHash)) return 'hash';
    return matches ? 'disabled' : 'password';
  }
}

function claimOf(user: Credentials | undefined, name: string): Claimed {
  return user ? { userId: user.id, passwordVersion: user.passwordVersion } : { login: canonicalLogin(name) };
}
