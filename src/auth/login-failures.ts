import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { RequestOrigin } from '../common/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { FailedAttemptNotices } from '../notices/failed-attempt-notices.js';
import { accountOf, type ClaimedAccount } from '../throttling/claimed.js';

/** Why a sign-in was refused. */
export type FailureReason = 'unknown' | 'password' | 'hash' | 'disabled' | 'unverified' | 'factor';

/**
 * Records failed logins. Of the name that was typed nothing is kept, not even a hash: people type their password there,
 * and a holder of the hash's key could guess it. A name that belongs to an account is kept as the id of the account.
 */
@Injectable()
export class LoginFailures {
  constructor(
    private readonly audit: AuditService,
    private readonly notices: FailedAttemptNotices,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Records a failed login. It is one write, whether or not there is such an account, so that neither takes longer. What
   * its owner may have to be told is found out afterwards. Nothing is claimed by a passkey that is unknown.
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
