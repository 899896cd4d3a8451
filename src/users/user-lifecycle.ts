import { Injectable, type Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Transaction } from 'sequelize';
import type { Actor } from '../common/actor.js';
import type { Person } from '../common/principal.js';
import { ExportDto } from './account.dto.js';
import type { User } from './user.model.js';

/** How far a change of access reaches. */
export interface AccessChange {
  /** Whether the sessions end too, or only have to be refreshed. */
  readonly endSessions: boolean;
  /** The one session that goes on as if nothing had happened. */
  readonly exceptSession?: string;
}

/**
 * What a module does when an account changes, in the transaction of that change. `user` is the row as it was before, and
 * is locked.
 */
export interface LifecycleSteps {
  /** An account was made, by its owner or by an admin. */
  readonly created?: UserStep;
  /** The owner wants another address in place of a verified one, which stays in force until the new one is proved. */
  readonly addressProposed?: (
    user: User,
    address: string,
    actor: Actor,
    transaction: Transaction,
  ) => Promise<void>;
  /** The user has another address, which is not verified, or none. */
  readonly addressChanged?: (
    user: User,
    address: string | null,
    actor: Actor,
    transaction: Transaction,
  ) => Promise<void>;
  /** Roles changed, or sessions must end: everything issued to these users before is refused. */
  readonly accessChanged?: (
    userIds: readonly string[],
    change: AccessChange,
    transaction: Transaction,
  ) => Promise<void>;
  /** The user has another password. */
  readonly passwordChanged?: UserStep;
  /** An admin has disabled the account. */
  readonly disabled?: UserStep;
  /** The user is about to be deleted: no row of the module may name it afterwards. */
  readonly removed?: UserStep;
}

/** A step that is told of one user. */
export type UserStep = (user: User, actor: Actor, transaction: Transaction) => Promise<void>;

type UserStepName = 'created' | 'passwordChanged' | 'disabled' | 'removed';

/** A part of GET /me/export: a list of one kind of rows. */
export interface ExportedPart {
  readonly name: string;
  readonly type: Type<unknown>;
  readonly description: string;
  readonly read: (person: Person) => Promise<unknown[]>;
}

/**
 * Tells other modules what happens to accounts, so that this one imports none of them. They register when they are
 * made, and are called one after the other in that order.
 */
@Injectable()
export class UserLifecycle {
  private readonly steps: LifecycleSteps[] = [];
  private readonly parts: ExportedPart[] = [];

  /** Adds what a module does when an account changes. */
  register(steps: LifecycleSteps): void {
    this.steps.push(steps);
  }

  /** Adds a part to the export of an account, and describes it in OpenAPI. */
  registerExport(part: ExportedPart): void {
    ApiProperty({ description: part.description, type: [part.type] })(ExportDto.prototype, part.name);
    this.parts.push(part);
  }

  /** Tells every module that something happened to this user. */
  async tell(step: UserStepName, user: User, actor: Actor, transaction: Transaction): Promise<void> {
    for (const steps of this.steps) await steps[step]?.(user, actor, transaction);
  }

  /** Has the new address proved, while the old one stays in force. @throws MailUnavailable */
  async addressProposed(user: User, address: string, actor: Actor, transaction: Transaction): Promise<void> {
    for (const steps of this.steps) await steps.addressProposed?.(user, address, actor, transaction);
  }

  /** Tells every module that the user has another address, or none. */
  async addressChanged(
    user: User,
    address: string | null,
    actor: Actor,
    transaction: Transaction,
  ): Promise<void> {
    for (const steps of this.steps) await steps.addressChanged?.(user, address, actor, transaction);
  }

  /** Refuses what was issued to these users before. Call it last: it locks the head of the revocation feed. */
  async accessChanged(
    userIds: readonly string[],
    change: AccessChange,
    transaction: Transaction,
  ): Promise<void> {
    for (const steps of this.steps) await steps.accessChanged?.(userIds, change, transaction);
  }

  /** Reads what other modules keep about the person, by the name of the part. */
  async exported(person: Person): Promise<Record<string, unknown[]>> {
    const parts = this.parts.map(async ({ name, read }) => [name, await read(person)] as const);
    return Object.fromEntries(await Promise.all(parts));
  }
}
