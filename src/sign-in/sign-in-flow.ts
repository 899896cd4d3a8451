import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { RequestOrigin } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { SignInPlaces } from '../notices/sign-in-places.js';
import type { Grant } from '../sessions/grant.js';
import { RememberedSignIns } from '../remembered-devices/remembered-sign-ins.js';
import { SessionIssuer } from '../sessions/session-issuer.js';
import type { Admission } from '../throttling/sign-in-attempts.service.js';
import type { Credentials } from '../users/credentials.service.js';
import { CHALLENGE_SECONDS, PendingSignInsService } from './pending-sign-ins.service.js';
import { type FactorKind, factorKindsOf } from './second-factors.js';

/** Who signs in, what they have proved (RFC 8176), and how the attempt was admitted. */
export interface ProvedSignIn {
  readonly user: Credentials;
  readonly amr: readonly string[];
  readonly admission: Admission;
  /** The remembered device that replaced the second factor, if one did. */
  readonly rememberedDevice?: string;
}

/** Where a sign-in comes from. */
export interface SignInPlace {
  readonly origin: RequestOrigin;
  readonly client: ClientContext;
  /** Whether the client is to be remembered after a second factor. */
  readonly rememberDevice?: boolean;
}

/**
 * A challenge for a second factor, and the kinds that the account has. It can only be used to complete this
 * sign-in.
 */
export interface PendingChallenge {
  readonly challenge: string;
  readonly factors: readonly FactorKind[];
  /** Seconds. */
  readonly expiresIn: number;
  /** For how many seconds the client can be remembered, if it can. */
  readonly rememberFor?: number;
}

/** A session that was started, a device token if the client keeps one, and the tokens of its remembered browser. */
export interface StartedSession {
  readonly grant: Grant;
  readonly deviceToken?: string;
  readonly rememberedTokens?: string;
}

/** A sign-in that waits for a second factor, and the key that binds it to a browser that stores cookies. */
export interface WaitingSignIn {
  readonly pending: PendingChallenge;
  readonly signInKey?: string;
}

/** The result of a first proof: a session, or a challenge if the account has a second factor. */
export type Begun = StartedSession | WaitingSignIn;

/** Continues a sign-in after a proof. All ways to sign in use it, except a device that a user allows: see DeviceSessions. */
@Injectable()
export class SignInFlow {
  constructor(
    private readonly pending: PendingSignInsService,
    private readonly sessions: SessionIssuer,
    private readonly places: SignInPlaces,
    private readonly devices: RememberedSignIns,
  ) {}

  /**
   * Continues after the first proof. A remembered device replaces the second one. Returns nothing when the
   * account changed since it was read.
   */
  async begin(
    proved: ProvedSignIn,
    place: SignInPlace,
    transaction: Transaction,
  ): Promise<Begun | undefined> {
    const factors = factorKindsOf(proved.user.secondFactors);
    if (factors.length === 0) return this.complete(proved, place, transaction);
    const rememberedDevice = await this.devices.recognize(proved.user, place.client, transaction);
    if (rememberedDevice !== undefined)
      return this.complete({ ...proved, rememberedDevice }, place, transaction);
    const opened = await this.pending.open(proved.user, proved.amr, place.client, transaction);
    const { challenge, signInKey } = opened;
    const { seconds: rememberFor } = this.devices;
    return { pending: { challenge, factors, expiresIn: CHALLENGE_SECONDS, rememberFor }, signInKey };
  }

  /**
   * Starts the first session of an account, in the transaction that creates it. Such an account has no other
   * factors and no known places yet.
   */
  startFirst(
    user: Credentials,
    amr: readonly string[],
    place: SignInPlace,
    transaction: Transaction,
  ): Promise<StartedSession | undefined> {
    return this.complete({ user, amr, admission: this.places.newcomer() }, place, transaction);
  }

  /**
   * Starts the session after the last proof and remembers its place, in one transaction. Returns nothing when
   * the account changed since it was read.
   */
  async complete(
    { user, amr, admission, rememberedDevice }: ProvedSignIn,
    { origin, client, rememberDevice = false }: SignInPlace,
    transaction: Transaction,
  ): Promise<StartedSession | undefined> {
    const grant = await this.sessions.issue(user, { amr, rememberedDevice }, origin, transaction);
    if (!grant) return undefined;
    const deviceToken = await this.places.remember(user, origin, client, admission, transaction);
    const rememberedTokens = rememberDevice
      ? await this.devices.remember(user, origin, client, transaction)
      : undefined;
    return { grant, deviceToken, rememberedTokens };
  }
}
