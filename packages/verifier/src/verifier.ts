import { credentialsOf } from '@watchword/protocol';
import { LRUCache } from 'lru-cache';
import type { Principal } from './principal.js';
import { type CheckedToken, TokenChecker } from './token-checker.js';
import { TokenRefused } from './token-refused.js';
import { type Report, reportTo } from './verifier-events.js';
import { completeOptions, type VerifierOptions } from './verifier-options.js';
import { WatchwordLink } from './watchword-link.js';

// The entry point of `@watchword/verifier`: it exports everything that a service imports.
export type { AuthMethod, Revocation } from '@watchword/protocol';
export type { Principal } from './principal.js';
export { StartFailed } from './start-failed.js';
export { assertMethods, assertRecentSignIn, StepUpNeeded } from './step-up.js';
export { type RefusalReason, TokenRefused } from './token-refused.js';
export type { VerifierEvent } from './verifier-events.js';
export type { VerifierOptions } from './verifier-options.js';

/**
 * Verifies Watchword's access tokens inside a service, with the public keys and the revocations in memory. A check
 * needs no request.
 *
 * @example const verifier = new WatchwordVerifier({ issuer, audience: 'watchword', clientId, clientSecret }); await
 * verifier.start(); const { subject, roles } = await verifier.verify(token);
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
   * Loads the keys and the revocations and opens the stream; resolves when tokens can be verified. While Watchword is
   * unreachable it retries, for `startTimeoutSeconds`.
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
   * Returns the subject of the token. @throws TokenRefused when the token is invalid, expired or revoked, or when the
   * revocations are stale
   */
  async verify(token: string): Promise<Principal> {
    if (!this.link.isRunning) throw new TokenRefused('stale', new Error('The verifier is not running'));

    // Certain refusals come first: a token refused as "stale" may be accepted later.
    const checked = this.recall(token) ?? (await this.check(token));
    if (!this.link.lifetime.covers(checked.principal)) throw new TokenRefused('invalid');
    if (this.link.revocations.covers(checked)) throw new TokenRefused('revoked');
    if (this.isStale() && !this.acceptsWhenStale) throw new TokenRefused('stale');
    return checked.principal;
  }

  /**
   * Returns the subject of the token in an Authorization header. @throws TokenRefused like `verify`, and when there is
   * no token
   */
  async verifyHeader(authorization: string | undefined): Promise<Principal> {
    const token = credentialsOf(authorization, 'bearer');
    if (token === '') throw new TokenRefused('missing');
    return this.verify(token);
  }

  /** Returns a cached token that was checked before. */
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
