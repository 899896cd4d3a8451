import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { RequestOrigin } from '../common/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { UsersService } from '../users/users.service.js';
import { FailedAttemptTally } from './failed-attempt-tally.js';
import { NoticesService, whereOf } from './notices.service.js';

/** So many are counted at once. A flood that is faster is told with fewer: it is told all the same. */
const MAX_AT_ONCE = 100;

/**
 * Tells owners of many failed attempts. No request waits for it: attempts are counted and told after the answer, and
 * counted alike for names without an account, so that no answer takes longer for an account that exists. Nothing was changed
 * that a notice could be part of, so a crash in these milliseconds loses a count and no more.
 */
@Injectable()
export class FailedAttemptNotices implements OnModuleDestroy {
  private readonly logger = new Logger(FailedAttemptNotices.name);
  private readonly pending = new Set<Promise<void>>();

  constructor(
    private readonly tally: FailedAttemptTally,
    private readonly users: UsersService,
    private readonly notices: NoticesService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Counts a failed attempt in the background. `account` is its name in counters; `userId` is of an account that exists. */
  add(account: string, userId: string | undefined, origin: RequestOrigin): void {
    if (!this.notices.sends('failed_attempts') || this.pending.size >= MAX_AT_ONCE) return;
    const work = this.count(account, userId, origin).finally(() => this.pending.delete(work));
    this.pending.add(work);
  }

  /** Ends when all that failed until now is counted and told. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.pending);
  }

  private async count(account: string, userId: string | undefined, origin: RequestOrigin): Promise<void> {
    try {
      const count = await this.tally.add(account);
      if (count !== undefined && userId !== undefined) await this.tell(userId, count, origin);
    } catch (error) {
      this.logger.warn({ msg: 'failed attempts were not told', reason: String(error) });
    }
  }

  private async tell(userId: string, count: number, origin: RequestOrigin): Promise<void> {
    const user = await this.users.find(userId);
    if (!user || user.disabled) return;
    const particulars = { count, ...whereOf(origin) };
    await this.unitOfWork.run((transaction) =>
      this.notices.send('failed_attempts', user, particulars, origin, transaction),
    );
  }
}
