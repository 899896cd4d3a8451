import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import type { Transaction } from 'sequelize';
import { AuditService } from '../audit/audit.service.js';
import type { Actor } from '../common/actor.js';
import { ADMIN, USER } from '../common/role-names.js';
import { invalidField } from '../common/validation.js';
import { oneMore } from '../database/one-more.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { SessionsService } from '../sessions/sessions.service.js';
import type { User } from '../users/user.model.js';
import { UsersService } from '../users/users.service.js';
import { LastAdmin, RoleNotFound, RoleProtected } from './access.errors.js';
import { RoleDto } from './role.dto.js';
import { Role } from './role.model.js';

/** How many users one statement names at most. */
const BATCH = 1000;

/** Owns `roles`: which there are, and that there is always an admin. */
@Injectable()
export class RolesService {
  constructor(
    @InjectModel(Role) private readonly roles: typeof Role,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  /** Every role, by name. */
  async list(): Promise<RoleDto[]> {
    return (await this.roles.findAll({ order: [['name', 'ASC']] })).map(RoleDto.of);
  }

  /** Makes the role, or changes its description. */
  async put(name: string, description: string, actor: Actor): Promise<RoleDto> {
    await this.unitOfWork.run(async (transaction) => {
      await this.roles.upsert({ name, description }, { transaction });
      await this.audit.record({ type: 'role.put', actor, subject: name }, transaction);
    });
    return { name, description };
  }

  /** Removes the role, also from everybody who has it. @throws RoleProtected, RoleNotFound */
  async remove(name: string, actor: Actor): Promise<void> {
    if ([ADMIN, USER].includes(name)) throw new RoleProtected();
    const removed = await this.unitOfWork.run(async (transaction) => {
      const holders = await this.users.withdrawRole(name, transaction);
      const count = await this.roles.destroy({ where: { name }, transaction });
      if (count === 0) return 0;
      const detail = { holders: holders.length };
      await this.audit.record({ type: 'role.removed', actor, subject: name, detail }, transaction);
      for (const some of batches(holders)) {
        await this.sessions.revokeUsers(some, { endSessions: false }, transaction);
      }
      return count;
    });
    if (removed === 0) throw new RoleNotFound();
  }

  /** @throws ValidationFailed which names the roles that do not exist */
  async assertExist(names: readonly string[], transaction: Transaction): Promise<void> {
    const found = await this.roles.findAll({ where: { name: [...names] }, transaction });
    const missing = names.filter((name) => !found.some((role) => role.name === name));
    if (missing.length === 0) return;
    throw invalidField('roles', `has names that do not exist: ${missing.join(', ')}`);
  }

  /**
   * Makes a change that may take an admin away. It takes turns with everybody else who does so: of two last admins who
   * resign at once, one is refused. @throws LastAdmin when nobody who can sign in would be an admin any more
   */
  async keepingAnAdmin<T>(user: User, transaction: Transaction, change: () => Promise<T>): Promise<T> {
    if (!user.roles.includes(ADMIN)) return change();

    await this.roles.update({ generation: oneMore('generation') }, { where: { name: ADMIN }, transaction });
    const result = await change();
    if ((await this.users.countHolders(ADMIN, transaction)) === 0) throw new LastAdmin();
    return result;
  }

  /** Whether somebody who can sign in is an admin. */
  async hasAdmin(): Promise<boolean> {
    return (await this.users.countHolders(ADMIN)) > 0;
  }
}

function* batches(ids: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < ids.length; start += BATCH) yield ids.slice(start, start + BATCH);
}
