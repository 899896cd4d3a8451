import { LRUCache } from 'lru-cache';
import type { Principal } from './principal.js';
import { type CheckedToken, TokenChecker } from './token-checker.js';
import { bearerToken } from './token-form.js';
import { TokenRefused } from './token-refused.js';
import { type Report, reportTo } from './verifier-events.js';
import { completeOptions, type VerifierOptions } from './verifier-options.js';
import { WatchwordLink } from './watchword-link.js';

// This file is the door of `watchword/verifier`: what a service needs by name leaves through it.
export type { Principal } from './principal.js';
export type { Revocation } from './revocation.js';
export { StartFailed } from './start-failed.js';
export { type RefusalReason, TokenRefused } from './token-refused.js';
export type { VerifierEvent } from './verifier-events.js';
export type { VerifierOptions } from './verifier-options.js';

/**
 * Checks Watchword's access tokens inside a service: by the public keys, held in memory, and by the revocations that
 * Watchword announces. A check asks nobody.
 *
 * @example
 * const verifier = new WatchwordVerifier({ issuer, audience: 'watchword', clientId, clientSecret });
 * await verifier.start();
 * const { subject, roles } = await verifier.verify(token);
 */
export class WatchwordVerifier {
  private readonly report: Report;
  private readonly link: WatchwordLink;
  private readonly checker: TokenChecker;
  private readonly remembered: LRUCache<string, CheckedToken>;
  private readonly staleAfterSeconds: number;
  private readonly acceptsWhenStale: boolean;
  private hasToldStale = false;

  constructor(options: VerifierOptions) {
    const complete = completeOptions(options);
    this.report = reportTo(complete.onEvent);
    this.link = new WatchwordLink(complete, this.report);
    this.checker = new TokenChecker(complete, this.link.keys);
    this.remembered = new LRUCache({ max: complete.rememberedTokens });
    this.staleAfterSeconds = complete.staleAfterSeconds;
    this.acceptsWhenStale = complete.whenStale === 'accept';
  }

  /**
   * Loads the keys and the revocations and opens the stream; resolves when tokens can be verified. While Watchword does
   * not answer it tries again, for `startTimeoutSeconds`.
   * @throws StartFailed
   */
  start(): Promise<void> {
    return this.link.start();
  }

  /** Ends the stream and every timer. From then on tokens are refused as stale. */
  stop(): Promise<void> {
    return this.link.stop();
  }

  /**
   * Answers whom the token speaks for.
   * @throws TokenRefused when it is not valid, expired or revoked, or when that cannot be told
   */
  async verify(token: string): Promise<Principal> {
    if (!this.link.isRunning) throw new TokenRefused('stale', new Error('The verifier is not running'));

    // A certain no comes first: whoever is told "stale" may well be told yes in a moment.
    const checked = this.recall(token) ?? (await this.check(token));
    if (this.link.revocations.covers(checked)) throw new TokenRefused('revoked');
    if (this.isStale() && !this.acceptsWhenStale) throw new TokenRefused('stale');
    return checked.principal;
  }

  /**
   * Answers whom the token in an Authorization header speaks for.
   * @throws TokenRefused as `verify` does, and when there is no token
   */
  async verifyHeader(authorization: string | undefined): Promise<Principal> {
    const token = bearerToken(authorization);
    if (token === undefined) throw new TokenRefused('missing');
    return this.verify(token);
  }

  /** A token that has been checked before costs a look-up. */
  private recall(token: string): CheckedToken | undefined {
    const checked = this.remembered.get(token);
    if (!checked || checked.principal.expiresAt * 1000 > Date.now()) return checked;
    this.remembered.delete(token);
    throw new TokenRefused('expired');
  }

  private async check(token: string): Promise<CheckedToken> {
    const checked = await this.checker.check(token);
    this.remembered.set(token, checked);
    return checked;
  }

  private isStale(): boolean {
    const { ageSeconds } = this.link;
    const isStale = ageSeconds > this.staleAfterSeconds;
    if (isStale && !this.hasToldStale) this.report({ type: 'stale', ageSeconds });
    this.hasToldStale = isStale;
    return isStale;
  }
}
