import { Injectable } from '@nestjs/common';
import { isWithinLifetime, type TokenTimes } from '@watchword/protocol';
import { Clock } from '../common/clock.js';
import { Config } from '../config/config.js';

/**
 * Decides whether a token is still valid in time: younger than ACCESS_TOKEN_TTL, whatever it claims, and before its
 * `exp`.
 */
@Injectable()
export class TokenLifetime {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** Lifetime of a new token in seconds. */
  get seconds(): number {
    return this.config.ACCESS_TOKEN_TTL;
  }

  /** Returns whether a token with these times is valid now. Call it at every use, because a clock may go back. */
  covers(times: TokenTimes): boolean {
    const now = this.clock.now().getTime() / 1000;
    return now < times.expiresAt && isWithinLifetime(times, this.seconds, now);
  }
}
