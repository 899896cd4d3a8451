import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { AuditService } from '../audit/audit.service.js';
import type { Actor } from '../common/actor.js';
import type { User } from './user.model.js';

/** Columns of a user that are changed by name. */
const FIELDS = ['name', 'email', 'displayName', 'locale', 'metadata', 'appMetadata'] as const;

/** What a change sets. */
type ChangedColumns = Partial<Pick<User, (typeof FIELDS)[number] | 'disabled'>>;

/** Writes down what happens to users: ids, and names of fields and roles, never what a field holds. */
@Injectable()
export class UserEvents {
  constructor(private readonly audit: AuditService) {}

  /** A user was made; a stranger made themselves. */
  async made(id: string, roles: readonly string[], actor: Actor, transaction: Transaction): Promise<void> {
    const type = actor.id === null ? 'user.registered' : 'user.created';
    const who = { ...actor, id: actor.id ?? id };
    await this.audit.record({ type, actor: who, subject: id, detail: { roles } }, transaction);
  }

  /** A user was changed. What was said again is no change. */
  async changed(user: User, changes: ChangedColumns, actor: Actor, transaction: Transaction): Promise<void> {
    const about = { actor, subject: user.id };
    const { disabled = user.disabled } = changes;
    const fields = FIELDS.filter((field) => changes[field] !== undefined && changes[field] !== user[field]);
    if (fields.length > 0)
      await this.audit.record({ type: 'user.changed', ...about, detail: { fields } }, transaction);
    if (disabled !== user.disabled)
      await this.audit.record({ type: disabled ? 'user.disabled' : 'user.enabled', ...about }, transaction);
  }

  /** A user has other roles. */
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

  /** A user has another password. */
  async passwordChanged(subject: string, actor: Actor, transaction: Transaction): Promise<void> {
    await this.audit.record({ type: 'password.changed', actor, subject }, transaction);
  }

  /** The own password, asked for again, was wrong. */
  async passwordRefused(subject: string, actor: Actor, transaction: Transaction): Promise<void> {
    await this.audit.record({ type: 'password.refused', actor, subject }, transaction);
  }

  /** A user is gone. The events stay: they hold the id alone. */
  async deleted(subject: string, actor: Actor, transaction: Transaction): Promise<void> {
    await this.audit.record({ type: 'user.deleted', actor, subject }, transaction);
  }
}
