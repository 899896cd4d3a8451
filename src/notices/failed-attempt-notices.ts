import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { RequestOrigin } from '../common/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { UsersService } from '../users/users.service.js';
import { FailedAttemptTally } from './failed-attempt-tally.js';
import { NoticesService, whereOf } from './notices.service.js';

/**
 * Maximum number of attempts that are counted at the same time. In a faster flood some are not counted, but the
 * owner is still notified.
 */
const MAX_AT_ONCE = 100;

/**
 * Notifies owners of many failed attempts. No request waits for it: attempts are counted after the response,
 * and also for names without an account, so that no response takes longer for an account that exists. A
 * failed attempt changes nothing, so the notice needs no transaction: a crash in these milliseconds only
 * loses a count.
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

  /**
   * Counts a failed attempt in the background. `account` is its key in counters; `userId` is set if the account
   * exists.
   */
  add(account: string, userId: string | undefined, origin: RequestOrigin): void {
    if (!this.notices.sends('failed_attempts') || this.pending.size >= MAX_AT_ONCE) return;
    const work = this.count(account, userId, origin).finally(() => this.pending.delete(work));
    this.pending.add(work);
  }

  /** Waits until all attempts so far are counted and reported. */
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
