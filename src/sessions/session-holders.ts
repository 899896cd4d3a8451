import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { UsersService } from '../users/users.service.js';
import { type LiveSession, RefreshRows } from './refresh-rows.js';
import { RefreshTokens } from './refresh-tokens.js';
import { SessionsService } from './sessions.service.js';

/** A live session, its user, and how and when they signed in. */
export type SessionHolder = Pick<LiveSession, 'id' | 'user' | 'amr' | 'authTime' | 'rememberedDeviceId'>;

/** Knows whose session a refresh token is of, without using the token. */
@Injectable()
export class SessionHolders {
  constructor(
    private readonly tokens: RefreshTokens,
    private readonly rows: RefreshRows,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
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

  /** Locks the user until this transaction ends, and returns whether the session is still live. */
  async lock({ id, user }: SessionHolder, transaction: Transaction): Promise<boolean> {
    const locked = await this.users.lockIfFound(user.id, transaction);
    return locked?.disabled === false && (await this.sessions.isLive(id, transaction));
  }
}
