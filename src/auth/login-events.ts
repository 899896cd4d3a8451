import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { AuditService } from '../audit/audit.service.js';
import type { RequestOrigin } from '../common/request-origin.js';
import { UnitOfWork } from '../database/unit-of-work.js';

/** Why somebody was not let in. */
export type RefusalReason = 'unknown' | 'password' | 'disabled' | 'changed';

/**
 * Writes down who signed in and who tried to. Of what was typed as the name nothing is kept, not even a hash: people type
 * their password there, and whoever has the key of the hash could guess it. A name that somebody has is kept as their id.
 */
@Injectable()
export class LoginEvents {
  constructor(
    private readonly audit: AuditService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Somebody signed in: part of what starts the session. */
  succeeded(userId: string, session: string, origin: RequestOrigin, transaction: Transaction): Promise<void> {
    const actor = { ...origin, id: userId };
    const happening = { type: 'login.succeeded', actor, subject: userId, detail: { session } } as const;
    return this.audit.record(happening, transaction);
  }

  /** Somebody was not let in. It is one write, whether or not there is such a user, so neither takes longer. */
  failed(userId: string | undefined, reason: RefusalReason, origin: RequestOrigin): Promise<void> {
    const actor = { ...origin, id: null };
    const happening = { type: 'login.failed', actor, subject: userId ?? null, detail: { reason } } as const;
    return this.unitOfWork.run((transaction) => this.audit.record(happening, transaction));
  }
}
