import { Injectable } from '@nestjs/common';
import { LogoutService } from '../auth/logout.service.js';
import type { Actor } from '../common/actor.js';
import { SessionHolders } from '../sessions/session-holders.js';
import { InvalidRefreshToken } from '../sessions/sessions.errors.js';
import { UsersService } from '../users/users.service.js';

/** Finds the user who is signed in in a browser, by its refresh cookie. */
@Injectable()
export class BrowserSessions {
  constructor(
    private readonly holders: SessionHolders,
    private readonly users: UsersService,
    private readonly logouts: LogoutService,
  ) {}

  /** The name of the account, or nothing when no user is signed in. The cookie is not used up. */
  async nameOf(cookie: string | undefined): Promise<string | undefined> {
    const userId = cookie && (await this.holders.find(cookie));
    const user = userId ? await this.users.find(userId) : undefined;
    return user?.disabled === false ? user.name : undefined;
  }

  /** Ends the session of the cookie. An unknown cookie is ignored. */
  async end(cookie: string | undefined, actor: Actor): Promise<void> {
    try {
      if (cookie !== undefined) await this.logouts.logout({ refreshToken: cookie }, actor);
    } catch (error) {
      if (!(error instanceof InvalidRefreshToken)) throw error;
    }
  }
}
