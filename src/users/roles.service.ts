import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import type { Transaction } from 'sequelize';
import { AuditService } from '../audit/audit.service.js';
import type { Actor } from '../common/actor.js';
import { ADMIN, USER } from '../common/role-names.js';
import { assertFitsToken } from '../common/token-room.js';
import { invalidField } from '../common/invalid-field.js';
import { increment } from '../database/increment.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { UserLifecycle } from './user-lifecycle.js';
import { UsersService } from './users.service.js';
import { RoleNotFound, RoleProtected } from './access.errors.js';
import { RoleDto } from './role.dto.js';
import { Role } from './role.model.js';

/** Maximum number of users in one statement. */
const BATCH = 1000;

/** Owns `roles`. The roles `admin` and `user` cannot be removed. */
@Injectable()
export class RolesService {
  constructor(
    @InjectModel(Role) private readonly roles: typeof Role,
    private readonly users: UsersService,
    private readonly lifecycle: UserLifecycle,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  /** Returns all roles, ordered by name. */
  async list(): Promise<RoleDto[]> {
    return (await this.roles.findAll({ order: [['name', 'ASC']] })).map(RoleDto.of);
  }

  /** Creates the role, or changes its description. */
  async put(name: string, description: string, actor: Actor): Promise<RoleDto> {
    await this.unitOfWork.run(async (transaction) => {
      await this.roles.upsert({ name, description }, { transaction });
      await this.audit.record({ type: 'role.put', actor, subject: name }, transaction);
    });
    return { name, description };
  }

  /** Removes the role, also from every user who has it. @throws RoleProtected, RoleNotFound */
  async remove(name: string, actor: Actor): Promise<void> {
    if ([ADMIN, USER].includes(name)) throw new RoleProtected();
    const isRemoved = await this.unitOfWork.run(async (transaction) => {
      const holders = await this.lockHolders(name, transaction);
      if (!holders) return false;
      for (const some of batches(holders)) await this.users.withdrawRole(name, some, transaction);
      await this.roles.destroy({ where: { name }, transaction });
      const detail = { holders: holders.length };
      await this.audit.record({ type: 'role.removed', actor, subject: name, detail }, transaction);
      for (const some of batches(holders))
        await this.lifecycle.accessChanged(some, { endSessions: false }, transaction);
      return true;
    });
    if (!isRemoved) throw new RoleNotFound();
  }

  /**
   * Checks whether a user may have these roles.
   * @throws ValidationFailed which names the roles that do not exist, or when they fit no token
   */
  async assertGrantable(names: readonly string[], transaction: Transaction): Promise<void> {
    assertFitsToken('roles', names);
    const found = await this.roles.findAll({ where: { name: [...names] }, transaction });
    const missing = names.filter((name) => !found.some((role) => role.name === name));
    if (missing.length === 0) return;
    throw invalidField('roles', {
      rule: 'unknown_value',
      message: `has names that do not exist: ${missing.join(', ')}`,
      params: { unknown: missing },
    });
  }

  /** Returns whether there is an admin whose account is not disabled. */
  async hasAdmin(): Promise<boolean> {
    return (await this.users.countHolders(ADMIN)) > 0;
  }

  /**
   * Prevents other transactions from granting, withdrawing and removing the role until this one ends. Returns whether
   * it exists.
   */
  async lock(name: string, transaction: Transaction): Promise<boolean> {
    const changes = { generation: increment('generation') };
    const [changed] = await this.roles.update(changes, { where: { name }, transaction });
    return changed === 1;
  }

  /**
   * Returns the ids of the users who have the role, and ensures that no other user gets it until the transaction ends;
   * returns nothing if the role does not exist. The users' rows are locked first, as in all transactions. Granting a
   * role locks the role's row (by the foreign key), so the second read finds users who got it meanwhile.
   */
  private async lockHolders(name: string, transaction: Transaction): Promise<string[] | undefined> {
    for (const some of batches(await this.users.holdersOf(name, transaction)))
      await this.users.touch(some, transaction);
    if (!(await this.lock(name, transaction))) return undefined;
    const holders = await this.users.holdersOf(name, transaction);
    for (const some of batches(holders)) await this.users.touch(some, transaction);
    return holders;
  }
}

function* batches(ids: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < ids.length; start += BATCH) yield ids.slice(start, start + BATCH);
}
