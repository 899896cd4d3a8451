/** The state of a rate limit for one caller after a request was counted. */
export interface RateLimit {
  /** Number of requests allowed in a window. */
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window ends. */
  readonly secondsLeft: number;
  readonly windowSeconds: number;
}
