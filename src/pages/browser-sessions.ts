import { Injectable } from '@nestjs/common';
import { LogoutService } from '../auth/logout.service.js';
import type { Actor } from '../common/actor.js';
import { type SessionHolder, SessionHolders } from '../sessions/session-holders.js';
import { InvalidRefreshToken } from '../sessions/sessions.errors.js';

/** Finds the user who is signed in in a browser, by its refresh cookie. */
@Injectable()
export class BrowserSessions {
  constructor(
    private readonly holders: SessionHolders,
    private readonly logouts: LogoutService,
  ) {}

  /** Returns the session of the browser, or nothing if no user is signed in. It does not rotate the refresh token. */
  async find(cookie: string | undefined): Promise<SessionHolder | undefined> {
    const holder = cookie === undefined ? undefined : await this.holders.find(cookie);
    return holder?.user.disabled === false ? holder : undefined;
  }

  /** Returns the name of the account, or nothing if no user is signed in. */
  async nameOf(cookie: string | undefined): Promise<string | undefined> {
    return (await this.find(cookie))?.user.name;
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
