import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { Actor, RequestOrigin } from '../common/actor.js';
import { NoticesService, type Reader, whereOf } from '../notices/notices.service.js';
import { RememberedDevicesService } from '../remembered-devices/remembered-devices.service.js';
import { Metrics } from '../telemetry/metrics.js';
import { type Credentials, CredentialsService } from '../users/credentials.service.js';

/** The names of second factors, as clients read them. */
export const FACTOR_KINDS = ['passkey', 'totp', 'recovery_code'] as const;

export type FactorKind = (typeof FACTOR_KINDS)[number];

/** A code that a user gives as a second factor. */
export interface CodeAnswer {
  readonly kind: 'totp' | 'recovery_code';
  readonly code: string;
}

/** A passkey whose signature was right. */
export interface PasskeyAnswer {
  readonly kind: 'passkey';
  readonly passkeyId: string;
  readonly counter: number;
  readonly backedUp: boolean;
  /** Whether the passkey is the whole sign-in. */
  readonly isAlone: boolean;
}

/** What a user gives as a second factor. */
export type FactorAnswer = CodeAnswer | PasskeyAnswer;

/** One kind of second factor. Its module registers it. */
export interface SecondFactor {
  readonly kind: FactorKind;
  /** Whether it only replaces another factor, and so is no factor by itself. */
  readonly isSubstitute: boolean;
  /** Returns whether the user has one. */
  isEnrolled(userId: string, transaction: Transaction): Promise<boolean>;
  /**
   * Spends an answer if it is right: of several simultaneous callers, only one gets the methods that it
   * proves (RFC 8176), except `mfa`. The others get nothing. `actor` is the caller as the audit log names
   * them.
   */
  spend(
    userId: string,
    answer: FactorAnswer,
    transaction: Transaction,
    actor: Actor,
  ): Promise<string | undefined>;
  /** Returns how many a user has left, for kinds that are used up. */
  remaining?(userId: string, transaction: Transaction): Promise<number>;
  /** Removes everything of this kind that the user has. */
  removeAll(userId: string, transaction: Transaction): Promise<void>;
}

/** The registered kinds of second factors, so that this module imports none of them. */
@Injectable()
export class SecondFactors {
  private readonly factors = new Map<FactorKind, SecondFactor>();

  constructor(
    private readonly credentials: CredentialsService,
    private readonly notices: NoticesService,
    private readonly devices: RememberedDevicesService,
    private readonly metrics: Metrics,
  ) {}

  /** Adds a kind of factor. */
  register(factor: SecondFactor): void {
    this.factors.set(factor.kind, factor);
  }

  /** Returns the factor of this kind. */
  private get(kind: FactorKind): SecondFactor {
    const factor = this.factors.get(kind);
    if (!factor) throw new Error(`no module has registered the factor ${kind}`);
    return factor;
  }

  /**
   * Spends an answer if it is right and the user has that factor. Returns the factor and the methods that the
   * answer proves (RFC 8176), or nothing.
   */
  async spend(
    { id, secondFactors }: Pick<Credentials, 'id' | 'secondFactors'>,
    answer: FactorAnswer,
    actor: Actor,
    transaction: Transaction,
  ): Promise<{ factor: SecondFactor; proved: string } | undefined> {
    const { kind } = answer;
    const factor = factorKindsOf(secondFactors).includes(kind) ? this.get(kind) : undefined;
    const proved = await factor?.spend(id, answer, transaction, actor);
    const outcome = proved === undefined ? 'wrong' : 'succeeded';
    transaction.afterCommit(() => this.metrics.secondFactors.inc({ kind, outcome }));
    return factor && proved !== undefined ? { factor, proved } : undefined;
  }

  /** Returns whether the user has a factor that does not just replace another one. */
  async hasAny(userId: string, transaction: Transaction): Promise<boolean> {
    return (await this.enrolled(userId, transaction)).some(({ isSubstitute }) => !isSubstitute);
  }

  /** Stores which factors the user has now. Call it after each change of one, with the user's row locked. */
  async update(userId: string, transaction: Transaction): Promise<void> {
    const enrolled = await this.enrolled(userId, transaction);
    const counts = enrolled.some(({ isSubstitute }) => !isSubstitute);
    const kinds = counts ? enrolled.map(({ kind }) => kind).toSorted() : [];
    await this.credentials.setSecondFactors(userId, kinds, transaction);
  }

  /** Like `update`, after a factor was removed: it also forgets all remembered devices. */
  async updateAfterRemoval(userId: string, transaction: Transaction): Promise<void> {
    await this.devices.removeAll([userId], transaction);
    await this.update(userId, transaction);
  }

  /** Call it last, after a factor was spent: if it replaced another one, the user is notified how many are left. */
  async settle(
    factor: SecondFactor,
    user: Reader & { readonly id: string },
    origin: RequestOrigin,
    transaction: Transaction,
  ): Promise<void> {
    if (!factor.remaining) return;
    await this.update(user.id, transaction);
    const count = await factor.remaining(user.id, transaction);
    await this.notices.send('recovery_code_used', user, { count, ...whereOf(origin) }, origin, transaction);
  }

  /** Removes every factor of the user, and forgets the devices that were remembered by them. */
  async removeAll(userId: string, transaction: Transaction): Promise<void> {
    for (const factor of this.factors.values()) await factor.removeAll(userId, transaction);
    await this.devices.removeAll([userId], transaction);
    await this.credentials.setSecondFactors(userId, [], transaction);
  }

  private async enrolled(userId: string, transaction: Transaction): Promise<SecondFactor[]> {
    const enrolled: SecondFactor[] = [];
    for (const factor of this.factors.values())
      if (await factor.isEnrolled(userId, transaction)) enrolled.push(factor);
    return enrolled;
  }
}

/** Returns the kinds that a stored list contains. */
export function factorKindsOf(secondFactors: string): FactorKind[] {
  return FACTOR_KINDS.filter((kind) => secondFactors.split(' ').includes(kind));
}
