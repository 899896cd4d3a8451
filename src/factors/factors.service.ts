import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { UserLifecycle } from '../users/user-lifecycle.js';
import { UsersService } from '../users/users.service.js';
import { FactorChanges } from './factor-changes.js';
import { NoFactor } from './factors.errors.js';

/** What users and admins do with all second factors of an account at once. */
@Injectable()
export class FactorsService {
  constructor(
    private readonly users: UsersService,
    private readonly changes: FactorChanges,
    private readonly lifecycle: UserLifecycle,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** How many recovery codes the user has left. */
  recoveryCodesLeft(userId: string): Promise<number> {
    return this.changes.recoveryCodesLeft(userId);
  }

  /** Makes new recovery codes, which replace the old ones. @throws NoFactor */
  async replaceRecoveryCodes(userId: string, actor: Actor): Promise<string[]> {
    const codes = await this.unitOfWork.run(async (transaction) => {
      const user = await this.users.lock(userId, transaction);
      return this.changes.replaceRecoveryCodes(user, actor, transaction);
    });
    if (!codes) throw new NoFactor();
    return codes;
  }

  /** Removes every factor of a user who has lost them, and ends all sessions. @throws UserNotFound */
  async reset(userId: string, actor: Actor): Promise<void> {
    await this.unitOfWork.run(async (transaction) => {
      const user = await this.users.lock(userId, transaction);
      await this.changes.reset(user, actor, transaction);
      await this.lifecycle.accessChanged([userId], { endSessions: true }, transaction);
    });
  }
}
