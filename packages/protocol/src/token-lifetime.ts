/** Allowed difference of two clocks, in seconds. Tokens that seem to be issued further in the future are refused. */
export const CLOCK_SKEW_SECONDS = 60;

/** When a token was issued and when it expires, in seconds since the epoch. */
export interface TokenTimes {
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/**
 * Returns whether a token is within Watchword's lifetime of tokens (ACCESS_TOKEN_TTL). It does not check `exp` against
 * the current time. Revocations are remembered only for that lifetime, so no token may be accepted for longer, whatever
 * its claims are: it may have been issued before the lifetime was shortened, or by a clock that was fast. Call it at
 * every use, because a clock may go back.
 */
export function isWithinLifetime(
  { issuedAt, expiresAt }: TokenTimes,
  lifetimeSeconds: number,
  nowSeconds: number,
): boolean {
  const longest = lifetimeSeconds + CLOCK_SKEW_SECONDS;
  const isFromTheFuture = issuedAt > nowSeconds + CLOCK_SKEW_SECONDS;
  return !isFromTheFuture && expiresAt <= nowSeconds + longest && nowSeconds < issuedAt + longest;
}
