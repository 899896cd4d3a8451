import { Injectable } from '@nestjs/common';
import { Op } from 'sequelize';
import { Clock } from '../common/clock.js';
import { Config } from '../config/config.js';

/** Until when sessions live, and for how long a refresh may be repeated. */
@Injectable()
export class SessionLifetimes {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** The present moment. */
  now(): Date {
    return this.clock.now();
  }

  /** When a session that starts now ends at the latest. */
  expiry(): Date {
    return this.in(this.config.SESSION_TTL);
  }

  /** A secret that was replaced after this moment may still be repeated. Nothing when repeats are turned off. */
  graceStart(): Date | undefined {
    return this.config.REFRESH_GRACE === 0 ? undefined : this.in(-this.config.REFRESH_GRACE);
  }

  /** A session that was last used before this moment has ended. */
  idleStart(): Date {
    return this.in(-this.config.SESSION_IDLE_TTL);
  }

  /** The conditions under which a row is a live session. */
  live(): { endedAt: null; expiresAt: { [Op.gt]: Date }; lastUsedAt: { [Op.gt]: Date } } {
    return { endedAt: null, expiresAt: { [Op.gt]: this.now() }, lastUsedAt: { [Op.gt]: this.idleStart() } };
  }

  private in(seconds: number): Date {
    return new Date(this.now().getTime() + seconds * 1000);
  }
}
