import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { Actor } from '../common/actor.js';
import type { User } from '../users/user.model.js';
import type { LifecycleSteps, UserStep } from '../users/user-lifecycle.js';
import { NoticesService, whereOf } from './notices.service.js';

/**
 * Sends the notices about changes of accounts. A notice about a change by an admin says so, but not from
 * where: that would reveal the addresses of admins to users.
 */
@Injectable()
export class NoticeSteps implements LifecycleSteps {
  constructor(private readonly notices: NoticesService) {}

  /** Reports a changed password, even if it was set by a link. */
  readonly passwordChanged: UserStep = (user, actor, transaction) =>
    this.notices.send('password_changed', user, whereOf(actor), actor, transaction);

  /**
   * Tells the old address that an admin has replaced it. A change by the owner is reported with an undo link
   * by `verification`.
   */
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

  /** Reports that an admin has disabled the account. */
  readonly disabled: UserStep = (user, actor, transaction) =>
    this.notices.send('account_disabled', user, {}, actor, transaction);

  /** Reports that the account was deleted. */
  readonly removed: UserStep = (user, actor, transaction) => {
    const how = actor.id === user.id ? { by: 'owner' as const, ...whereOf(actor) } : { by: 'admin' as const };
    return this.notices.send('account_deleted', user, how, actor, transaction);
  };
}
