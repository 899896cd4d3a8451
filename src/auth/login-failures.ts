import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { RequestOrigin } from '../common/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { FailedAttemptNotices } from '../notices/failed-attempt-notices.js';
import { accountOf, type ClaimedAccount } from '../throttling/claimed.js';

/** Why a sign-in was refused. */
export type FailureReason = 'unknown' | 'password' | 'hash' | 'disabled' | 'unverified' | 'factor';

/**
 * Records failed logins. The name that was typed is not stored, not even as a hash: users sometimes type their password
 * there, and anyone with the key of the hash could guess it. A name that belongs to an account is stored as the id of
 * the account.
 */
@Injectable()
export class LoginFailures {
  constructor(
    private readonly audit: AuditService,
    private readonly notices: FailedAttemptNotices,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Records a failed login. It is one write, whether or not the account exists, so that both take the same time.
   * Whether to notify the owner is decided afterwards. `claimed` is undefined for an unknown passkey.
   */
  async record(
    claimed: ClaimedAccount | undefined,
    reason: FailureReason,
    origin: RequestOrigin,
  ): Promise<void> {
    const userId = claimed && 'userId' in claimed ? claimed.userId : undefined;
    const actor = { ...origin, id: null };
    const event = { type: 'login.failed', actor, subject: userId ?? null, detail: { reason } } as const;
    await this.unitOfWork.run((transaction) => this.audit.record(event, transaction));
    if (claimed) this.notices.add(accountOf(claimed), userId, origin);
  }
}
