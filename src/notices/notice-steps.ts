import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { Actor } from '../common/actor.js';
import type { User } from '../users/user.model.js';
import type { LifecycleSteps, UserStep } from '../users/user-lifecycle.js';
import { NoticesService, whereOf } from './notices.service.js';

/**
 * The notices of what happens to accounts. Those of what an admin did say so, and not from where: that would tell a user
 * the addresses of admins.
 */
@Injectable()
export class NoticeSteps implements LifecycleSteps {
  constructor(private readonly notices: NoticesService) {}

  /** Tells of another password, also where it was set by a link. */
  readonly passwordChanged: UserStep = (user, actor, transaction) =>
    this.notices.send('password_changed', user, whereOf(actor), actor, transaction);

  /** Tells the old address that an admin has replaced it. A change by the owner is told with an undo link, by `verification`. */
  async addressChanged(
    user: User,
    address: string | null,
    actor: Actor,
    transaction: Transaction,
  ): Promise<void> {
    if (actor.id === user.id) return;
    const newEmail = address ?? '';
    await this.notices.send('email_changed_by_admin', user, { newEmail }, actor, transaction);
  }

  /** Tells that an admin has disabled the account. */
  readonly disabled: UserStep = (user, actor, transaction) =>
    this.notices.send('account_disabled', user, {}, actor, transaction);

  /** Tells that the account is gone. */
  readonly removed: UserStep = (user, actor, transaction) => {
    const how = actor.id === user.id ? { by: 'owner' as const, ...whereOf(actor) } : { by: 'admin' as const };
    return this.notices.send('account_deleted', user, how, actor, transaction);
  };
}
