import { Injectable } from '@nestjs/common';
import { type LiveSession, RefreshRows } from './refresh-rows.js';
import { RefreshTokens } from './refresh-tokens.js';

/** A live session and its user. */
export type SessionHolder = Pick<LiveSession, 'id' | 'user'>;

/** Knows whose session a refresh token is of, without using the token. */
@Injectable()
export class SessionHolders {
  constructor(
    private readonly tokens: RefreshTokens,
    private readonly rows: RefreshRows,
  ) {}

  /**
   * The live session that this is the token of. Nothing for an older token: its refresh ends the session, which looking
   * must not do.
   */
  async find(refreshToken: string): Promise<SessionHolder | undefined> {
    const presented = this.tokens.read({ refreshToken });
    const session = presented && (await this.rows.read(presented.sessionId));
    if (!session || this.tokens.standingOf(presented, session) === 'reused') return undefined;
    return session;
  }
}
