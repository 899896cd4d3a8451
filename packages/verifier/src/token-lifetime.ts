import { isWithinLifetime, type TokenTimes } from '@watchword/protocol';

/** Limits how long tokens are accepted to the lifetime that Watchword announces. */
export class TokenLifetime {
  /** @param seconds the lifetime until Watchword announces one; an older Watchword never does */
  constructor(private seconds: number) {}

  /** Sets the lifetime announced by Watchword: ACCESS_TOKEN_TTL in seconds. */
  learn(seconds: number): void {
    this.seconds = seconds;
  }

  /**
   * Returns whether a token with these times is within the lifetime; `exp` is checked elsewhere. Call it at every use,
   * because a clock may go back.
   */
  covers(times: TokenTimes): boolean {
    return isWithinLifetime(times, this.seconds, Date.now() / 1000);
  }
}
