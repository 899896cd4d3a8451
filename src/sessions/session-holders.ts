import { Injectable } from '@nestjs/common';
import { type LiveSession, RefreshRows } from './refresh-rows.js';
import { RefreshTokens } from './refresh-tokens.js';

/** A live session and its user. */
export type SessionHolder = Pick<LiveSession, 'id' | 'user'>;

/** Finds the session of a refresh token without using the token. */
@Injectable()
export class SessionHolders {
  constructor(
    private readonly tokens: RefreshTokens,
    private readonly rows: RefreshRows,
  ) {}

  /**
   * Returns the live session of this token, or nothing for an older token: refreshing with an older one ends the
   * session, which a look-up must not do.
   */
  async find(refreshToken: string): Promise<SessionHolder | undefined> {
    const presented = this.tokens.read({ refreshToken });
    const session = presented && (await this.rows.read(presented.sessionId));
    if (!session || this.tokens.standingOf(presented, session) === 'reused') return undefined;
    return session;
  }
}
