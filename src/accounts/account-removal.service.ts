import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { RolesService } from '../access/roles.service.js';
import type { Actor } from '../common/actor.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { KnownAddressesService } from '../throttling/known-addresses.service.js';
import type { User } from '../users/user.model.js';
import { UsersService } from '../users/users.service.js';

/** Deletes an account with everything that hangs on it. */
@Injectable()
export class AccountRemovalService {
  constructor(
    private readonly users: UsersService,
    private readonly roles: RolesService,
    private readonly sessions: SessionsService,
    private readonly knownAddresses: KnownAddressesService,
  ) {}

  /** Deletes the user, whose tokens are refused at once. @throws LastAdmin */
  remove(user: User, actor: Actor, transaction: Transaction): Promise<void> {
    return this.roles.keepingAnAdmin(user, transaction, async () => {
      // The user's row first, as a sign-in does: whoever takes two rows takes them in this order.
      await this.users.touch([user.id], transaction);
      await this.sessions.forget(user.id, transaction);
      await this.knownAddresses.forget(user.id, transaction);
      await this.users.remove(user.id, actor, transaction);
    });
  }
}
