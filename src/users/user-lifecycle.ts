import { Injectable, type Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Transaction } from 'sequelize';
import type { Actor } from '../common/actor.js';
import type { Person } from '../common/principal.js';
import { ExportDto } from './account.dto.js';
import type { User } from './user.model.js';

/** The effect of a change of access. */
export interface AccessChange {
  /** Whether the sessions end. Otherwise they only have to be refreshed. */
  readonly endSessions: boolean;
  /** The session that does not end. */
  readonly exceptSession?: string;
}

/**
 * The steps of a module when an account changes, in the transaction of that change. `user` is the row before the
 * change, and is locked.
 */
export interface LifecycleSteps {
  /** An account was created, by its owner or by an admin. */
  readonly created?: UserStep;
  /** The owner wants to replace a verified address, which stays valid until the new one is proved. */
  readonly addressProposed?: (
    user: User,
    address: string,
    actor: Actor,
    transaction: Transaction,
  ) => Promise<void>;
  /** The user has another address, which is not verified, or no address. */
  readonly addressChanged?: (
    user: User,
    address: string | null,
    actor: Actor,
    transaction: Transaction,
  ) => Promise<void>;
  /** Roles changed, or sessions must end: all tokens issued to these users before are refused. */
  readonly accessChanged?: (
    userIds: readonly string[],
    change: AccessChange,
    transaction: Transaction,
  ) => Promise<void>;
  /** The password of the user was changed. */
  readonly passwordChanged?: UserStep;
  /** An admin has disabled the account. */
  readonly disabled?: UserStep;
  /** The user is about to be deleted: afterwards no row of the module may contain its id. */
  readonly removed?: UserStep;
}

/** A step for a single user. */
export type UserStep = (user: User, actor: Actor, transaction: Transaction) => Promise<void>;

type UserStepName = 'created' | 'passwordChanged' | 'disabled' | 'removed';

/** A part of GET /me/export: a list of rows of one kind. */
export interface ExportedPart {
  readonly name: string;
  readonly type: Type<unknown>;
  readonly description: string;
  readonly read: (person: Person) => Promise<unknown[]>;
}

/**
 * Notifies other modules of changes of accounts, so that this module imports none of them. The modules register when
 * they are created, and are called one after the other in that order.
 */
@Injectable()
export class UserLifecycle {
  private readonly steps: LifecycleSteps[] = [];
  private readonly parts: ExportedPart[] = [];

  /** Adds the steps of a module. */
  register(steps: LifecycleSteps): void {
    this.steps.push(steps);
  }

  /** Adds a part to the export of an account, and its description to OpenAPI. */
  registerExport(part: ExportedPart): void {
    ApiProperty({ description: part.description, type: [part.type] })(ExportDto.prototype, part.name);
    this.parts.push(part);
  }

  /** Notifies every module of a change of this user. */
  async tell(step: UserStepName, user: User, actor: Actor, transaction: Transaction): Promise<void> {
    for (const steps of this.steps) await steps[step]?.(user, actor, transaction);
  }

  /** Requests a proof of the new address, while the old one stays valid. @throws MailUnavailable */
  async addressProposed(user: User, address: string, actor: Actor, transaction: Transaction): Promise<void> {
    for (const steps of this.steps) await steps.addressProposed?.(user, address, actor, transaction);
  }

  /** Notifies every module that the user has another address, or none. */
  async addressChanged(
    user: User,
    address: string | null,
    actor: Actor,
    transaction: Transaction,
  ): Promise<void> {
    for (const steps of this.steps) await steps.addressChanged?.(user, address, actor, transaction);
  }

  /**
   * Revokes all tokens issued to these users before. Call it last, because it locks the head of the revocation feed.
   */
  async accessChanged(
    userIds: readonly string[],
    change: AccessChange,
    transaction: Transaction,
  ): Promise<void> {
    for (const steps of this.steps) await steps.accessChanged?.(userIds, change, transaction);
  }

  /** Returns the data that other modules store about the user, by the name of the part. */
  async exported(person: Person): Promise<Record<string, unknown[]>> {
    const parts = this.parts.map(async ({ name, read }) => [name, await read(person)] as const);
    return Object.fromEntries(await Promise.all(parts));
  }
}
