import { Injectable } from '@nestjs/common';
import { Op } from 'sequelize';
import { Clock } from '../common/clock.js';
import { Config } from '../config/config.js';
import { RevocationMemory } from '../revocations/revocation-memory.js';

/** How long a refresh without a response may be repeated. It is longer than any usual outage of the database. */
const UNANSWERED_SECONDS = 24 * 60 * 60;

/** Calculates when sessions expire and how long a refresh may be repeated. */
@Injectable()
export class SessionLifetimes {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly revocations: RevocationMemory,
  ) {}

  /** Returns the current time. */
  now(): Date {
    return this.clock.now();
  }

  /**
   * Returns the issue time for a token issued now, in milliseconds since the epoch: never before the last global
   * logout, even if this replica's clock is behind.
   */
  issueTime(): number {
    return Math.max(this.now().getTime(), this.revocations.everythingNotBefore);
  }

  /** Returns when a session that starts now expires. */
  expiry(): Date {
    return this.in(this.config.SESSION_TTL);
  }

  /** Returns the time of a sign-in that is not recent any more: the given one, or the last before STEP_UP_AGE. */
  beforeStepUp(authTime: Date): Date {
    const latest = this.in(-this.config.STEP_UP_AGE - 1);
    return authTime < latest ? authTime : latest;
  }

  /**
   * Returns the start of REFRESH_GRACE: secrets replaced later may still be repeated. Returns nothing when repeats are
   * turned off.
   */
  graceStart(): Date | undefined {
    return this.config.REFRESH_GRACE === 0 ? undefined : this.in(-this.config.REFRESH_GRACE);
  }

  /** Returns a time: secrets replaced later may still be repeated if no client received their successor. */
  unansweredStart(): Date {
    return this.in(-UNANSWERED_SECONDS);
  }

  /** Returns a time: sessions last used before it have expired. */
  idleStart(): Date {
    return this.in(-this.config.SESSION_IDLE_TTL);
  }

  /** Returns the `where` clause for live sessions. */
  live(): { endedAt: null; expiresAt: { [Op.gt]: Date }; lastUsedAt: { [Op.gt]: Date } } {
    return { endedAt: null, expiresAt: { [Op.gt]: this.now() }, lastUsedAt: { [Op.gt]: this.idleStart() } };
  }

  private in(seconds: number): Date {
    return new Date(this.now().getTime() + seconds * 1000);
  }
}
