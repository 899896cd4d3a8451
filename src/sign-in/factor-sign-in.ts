import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { ClientContext } from '../common/client-context.js';
import { SignInPlaces } from '../notices/sign-in-places.js';
import type { Admission } from '../throttling/sign-in-attempts.service.js';
import { type Credentials, CredentialsService } from '../users/credentials.service.js';
import type { PendingSignIn } from './pending-sign-in.model.js';
import { PendingSignInsService } from './pending-sign-ins.service.js';
import { type FactorAnswer, SecondFactors } from './second-factors.js';
import { type SignInPlace, SignInFlow, type StartedSession } from './sign-in-flow.js';
import { InvalidChallenge } from './sign-in.errors.js';

/** A sign-in in progress, and its user as read now. `pending` is missing when the factor is the whole sign-in. */
export interface OpenSignIn {
  readonly pending?: PendingSignIn;
  readonly user: Credentials;
  readonly admission: Admission;
}

/** Completes sign-ins that wait for a second factor. */
@Injectable()
export class FactorSignIn {
  constructor(
    private readonly pending: PendingSignInsService,
    private readonly credentials: CredentialsService,
    private readonly factors: SecondFactors,
    private readonly places: SignInPlaces,
    private readonly flow: SignInFlow,
  ) {}

  /**
   * Finds the sign-in of a challenge, and counts an attempt to finish it. @throws InvalidChallenge when it is unknown,
   * spent or expired, of another browser, had five attempts, or the account has changed
   */
  async resume(challenge: string, client: ClientContext): Promise<OpenSignIn> {
    const { pending, user } = await this.find(challenge, client);
    if (!(await this.pending.countAttempt(pending))) throw new InvalidChallenge();
    return { pending, user, admission: await this.places.recognize(user, client) };
  }

  /** Returns the user of a challenge. It does not prove who the caller is. @throws InvalidChallenge */
  async userOf(challenge: string, client: ClientContext): Promise<Credentials> {
    return (await this.find(challenge, client)).user;
  }

  /**
   * Begins a sign-in that needs only this factor. Returns nothing when the user does not exist or may not
   * sign in.
   */
  async beginAlone(userId: string, client: ClientContext): Promise<OpenSignIn | undefined> {
    const user = await this.credentials.findById(userId);
    if (!user || user.disabled) return undefined;
    return { user, admission: await this.places.recognize(user, client) };
  }

  /**
   * Completes the sign-in if the answer is right. The answer is spent before the challenge, and the challenge
   * before the session starts: of several simultaneous callers, only one gets a session.
   */
  async finish(
    { pending, user, admission }: OpenSignIn,
    answer: FactorAnswer,
    place: SignInPlace,
    transaction: Transaction,
  ): Promise<StartedSession | 'invalid_answer' | 'invalid_challenge'> {
    const spent = await this.factors.spend(user, answer, { ...place.origin, id: null }, transaction);
    if (!spent) return 'invalid_answer';
    if (pending && !(await this.pending.spend(pending, transaction))) return 'invalid_challenge';
    const amr = [...new Set([...(pending?.amr.split(' ') ?? []), spent.proved, 'mfa'])];
    const started = await this.flow.complete({ user, amr, admission }, place, transaction);
    await this.factors.settle(spent.factor, user, place.origin, transaction);
    return started ?? 'invalid_challenge';
  }

  private async find(
    challenge: string,
    client: ClientContext,
  ): Promise<{ pending: PendingSignIn; user: Credentials }> {
    const pending = await this.pending.find(challenge, client);
    const user = pending && (await this.credentials.findById(pending.userId));
    if (!pending || !user || !isUnchanged(user, pending)) throw new InvalidChallenge();
    return { pending, user };
  }
}

function isUnchanged(user: Credentials, pending: PendingSignIn): boolean {
  return (
    !user.disabled &&
    user.passwordVersion === pending.passwordVersion &&
    user.secondFactors === pending.secondFactors
  );
}
