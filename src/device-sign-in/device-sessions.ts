import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { RequestOrigin } from '../common/actor.js';
import { NoticesService, whereOf } from '../notices/notices.service.js';
import { authMethodsOf, type Grant } from '../sessions/grant.js';
import { SessionIssuer } from '../sessions/session-issuer.js';
import { SessionLifetimes } from '../sessions/session-lifetimes.js';
import type { Session } from '../sessions/session.model.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { type LoginCredentials, CredentialsService } from '../users/credentials.service.js';

/** The session in which a user has allowed a device to sign in, and its user. */
export interface Approver {
  readonly session: Session;
  readonly user: LoginCredentials;
}

/** Starts the sessions of devices. Each is as strong as the session in which it was allowed, and ends no later. */
@Injectable()
export class DeviceSessions {
  constructor(
    private readonly sessions: SessionsService,
    private readonly credentials: CredentialsService,
    private readonly issuer: SessionIssuer,
    private readonly lifetimes: SessionLifetimes,
    private readonly notices: NoticesService,
  ) {}

  /**
   * Returns the user and the session that have allowed a device, or nothing when the session has ended or the account
   * may not sign in.
   */
  async approverBy(sessionId: string): Promise<Approver | undefined> {
    const session = await this.sessions.findLive(sessionId);
    const user = session && (await this.credentials.findById(session.userId));
    return user && !user.disabled ? { session, user } : undefined;
  }

  /**
   * Starts the session of a device and notifies the user. Returns nothing when the session of the approver has ended
   * meanwhile or the account has changed.
   */
  async start(
    { session, user }: Approver,
    origin: RequestOrigin,
    transaction: Transaction,
  ): Promise<Grant | undefined> {
    // Code that ends all sessions of a user locks the row of the user first, too: either it sees this session, or its
    // change is seen here.
    if (!(await this.credentials.lock(user, transaction))) return undefined;
    if (!(await this.sessions.findLive(session.id, transaction))) return undefined;
    const grant = await this.issuer.issue(user, this.proofsOf(session), origin, transaction);
    if (grant) await this.notices.send('new_device', user, whereOf(origin), origin, transaction);
    return grant;
  }

  /**
   * Returns the proofs of the new session. Its sign-in does not count as recent, because a user may be tricked into
   * allowing a stranger's device: that device must not change the account without its own proof.
   */
  private proofsOf(session: Session) {
    const { authTime, createdAt, expiresAt, rememberedDeviceId } = session;
    return {
      amr: authMethodsOf(session),
      authTime: this.lifetimes.beforeStepUp(authTime ?? createdAt),
      expiresAt,
      rememberedDevice: rememberedDeviceId ?? undefined,
    };
  }
}
