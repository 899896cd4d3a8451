import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { AuditService } from '../audit/audit.service.js';
import type { Actor } from '../common/actor.js';
import type { User } from './user.model.js';

/** Columns of a user whose changes are recorded by name. */
const FIELDS = ['name', 'email', 'displayName', 'locale', 'metadata', 'appMetadata'] as const;

/** The new values of a change. */
type ChangedColumns = Partial<Pick<User, (typeof FIELDS)[number] | 'disabled'>>;

/** Records changes of users in the audit log: ids, and names of fields and roles, but never the values of fields. */
@Injectable()
export class UserEvents {
  constructor(private readonly audit: AuditService) {}

  /** Records a new user. Without a caller, the user has registered and is the actor. */
  async made(id: string, roles: readonly string[], actor: Actor, transaction: Transaction): Promise<void> {
    const type = actor.id === null ? 'user.registered' : 'user.created';
    const who = { ...actor, id: actor.id ?? id };
    await this.audit.record({ type, actor: who, subject: id, detail: { roles } }, transaction);
  }

  /** Records a change of a user. Fields that got the same value again are not recorded. */
  async changed(user: User, changes: ChangedColumns, actor: Actor, transaction: Transaction): Promise<void> {
    const about = { actor, subject: user.id };
    const { disabled = user.disabled } = changes;
    const fields = FIELDS.filter((field) => changes[field] !== undefined && changes[field] !== user[field]);
    if (fields.length > 0)
      await this.audit.record({ type: 'user.changed', ...about, detail: { fields } }, transaction);
    if (disabled !== user.disabled)
      await this.audit.record({ type: disabled ? 'user.disabled' : 'user.enabled', ...about }, transaction);
  }

  /** Records a change of a user's roles. */
  async rolesChanged(
    { id: subject, roles: before }: User,
    roles: readonly string[],
    actor: Actor,
    transaction: Transaction,
  ): Promise<void> {
    const added = roles.filter((role) => !before.includes(role));
    const removed = before.filter((role) => !roles.includes(role));
    if (added.length + removed.length === 0) return;
    const detail = { added, removed };
    await this.audit.record({ type: 'user.roles_changed', actor, subject, detail }, transaction);
  }

  /** Records a change of a password. */
  async passwordChanged(subject: string, actor: Actor, transaction: Transaction): Promise<void> {
    await this.audit.record({ type: 'password.changed', actor, subject }, transaction);
  }

  /** Records that a user's own password, which they had to repeat, was wrong. */
  async passwordRefused(subject: string, actor: Actor, transaction: Transaction): Promise<void> {
    await this.audit.record({ type: 'password.refused', actor, subject }, transaction);
  }

  /** Records that a user was deleted. Earlier events stay, because they hold only the id. */
  async deleted(subject: string, actor: Actor, transaction: Transaction): Promise<void> {
    await this.audit.record({ type: 'user.deleted', actor, subject }, transaction);
  }
}
