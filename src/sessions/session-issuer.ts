import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { v7 as uuidv7 } from 'uuid';
import { AuditService } from '../audit/audit.service.js';
import type { EventDetail } from '../audit/event-detail.js';
import type { RequestOrigin } from '../common/actor.js';
import { hashOfSecret } from '../common/secret-hash.js';
import { type Credentials, CredentialsService } from '../users/credentials.service.js';
import { type Authentication, type Grant, issueTime } from './grant.js';
import { RefreshRows } from './refresh-rows.js';
import { RefreshSecrets } from './refresh-secrets.js';
import { SessionLifetimes } from './session-lifetimes.js';

/**
 * How a user proved who they are, and when; the remembered device that replaced a second factor, if any; and when the
 * session expires, by default after SESSION_TTL.
 */
export type Proofs = Pick<Authentication, 'amr'> &
  Partial<Pick<Authentication, 'authTime'>> & {
    readonly rememberedDevice?: string;
    readonly expiresAt?: Date;
  };

/** Creates sessions for every kind of sign-in. */
@Injectable()
export class SessionIssuer {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly rows: RefreshRows,
    private readonly secrets: RefreshSecrets,
    private readonly lifetimes: SessionLifetimes,
    private readonly audit: AuditService,
  ) {}

  /**
   * Creates a session for an authenticated user and records the sign-in. `amr` names the proofs (RFC 8176); `authTime`
   * is when they were given, by default now. Returns nothing, and records a refusal, when the password has changed or
   * the account was disabled since it was read.
   */
  async issue(
    checked: Credentials,
    { amr, authTime = this.lifetimes.now(), expiresAt = this.lifetimes.expiry(), rememberedDevice }: Proofs,
    origin: RequestOrigin,
    transaction: Transaction,
  ): Promise<Grant | undefined> {
    const user = await this.credentials.lock(checked, transaction);
    if (!user) {
      await this.recordRefusal(checked.id, origin, transaction);
      return undefined;
    }
    const sessionId = uuidv7();
    const secret = this.secrets.first(sessionId);
    const issuedAt = issueTime(this.lifetimes.issueTime(), user);
    const { address, userAgent } = origin;
    await this.rows.add(
      {
        id: sessionId,
        userId: user.id,
        secretHash: hashOfSecret(secret),
        issuedAt,
        amr: amr.join(' '),
        authTime,
        rememberedDeviceId: rememberedDevice ?? null,
        address,
        userAgent,
        lastUsedAt: this.lifetimes.now(),
        expiresAt,
      },
      transaction,
    );
    const detail = {
      session: sessionId,
      ...(rememberedDevice !== undefined && { device: rememberedDevice }),
    };
    await this.recordSuccess(user.id, detail, origin, transaction);
    const isFactorRemembered = rememberedDevice !== undefined;
    const proofs = { amr, authTime, isFactorRemembered };
    return { user, sessionId, refreshToken: `${sessionId}.${secret}`, issuedAt, ...proofs };
  }

  private recordSuccess(id: string, detail: EventDetail, origin: RequestOrigin, transaction: Transaction) {
    const actor = { ...origin, id };
    const event = { type: 'login.succeeded', actor, subject: id, detail } as const;
    return this.audit.record(event, transaction);
  }

  private recordRefusal(id: string, origin: RequestOrigin, transaction: Transaction) {
    const actor = { ...origin, id: null };
    const event = { type: 'login.failed', actor, subject: id, detail: { reason: 'changed' } } as const;
    return this.audit.record(event, transaction);
  }
}
