import { Injectable } from '@nestjs/common';
import { RefreshRows } from './refresh-rows.js';
import { RefreshTokens } from './refresh-tokens.js';

/** Knows whose session a refresh token is of, without using the token. */
@Injectable()
export class SessionHolders {
  constructor(
    private readonly tokens: RefreshTokens,
    private readonly rows: RefreshRows,
  ) {}

  /**
   * The id of the user whose live session this is the token of. Nothing for an older token: its refresh ends the session,
   * which looking must not do.
   */
  async find(refreshToken: string): Promise<string | undefined> {
    const presented = this.tokens.read({ refreshToken });
    const session = presented && (await this.rows.read(presented.sessionId));
    if (!session || this.tokens.standingOf(presented, session) === 'reused') return undefined;
    return session.user.id;
  }
}
