import { Injectable } from '@nestjs/common';
import { hashOfSecret } from '../common/secret-hash.js';
import { RefreshAnswers } from './refresh-answers.js';
import { isSameKey, repeatKeyHashOf } from './refresh-idempotency.js';
import type { LiveSession } from './refresh-rows.js';
import { RefreshSecrets } from './refresh-secrets.js';
import { SessionLifetimes } from './session-lifetimes.js';

/** Older access tokens are not issued again: they would have expired, or would expire soon. */
const MAX_REPEATED_AGE_MS = 10_000;

/** A refresh token as a client sends it, and the `Idempotency-Key` that came with it. */
export interface RefreshRequest {
  readonly refreshToken: string;
  readonly key?: string;
}

/** A valid refresh token and all its possible successors: while SECRET_KEY changes, replicas derive different ones. */
export interface PresentedToken {
  readonly sessionId: string;
  readonly secretHash: string;
  readonly successors: readonly string[];
  /** Empty when the token came without a key. */
  readonly repeatKeyHash: string;
}

/**
 * How a presented token relates to its session. `current`: the newest. `grace`: the previous one, which may be
 * repeated. `late grace`: the same, but so late that the access token needs a new issue time. `reused`: an older one,
 * so somewhere there is a copy.
 */
export type TokenStanding = 'current' | 'grace' | 'late grace' | 'reused';

/**
 * Parses refresh tokens and distinguishes a client's retry from a stolen token. The previous token may be repeated only
 * while its successor is unused, and only in three cases: within REFRESH_GRACE of the response, with the idempotency
 * key of the first request, or while no client has received the successor. In the last case the previous token is still
 * the newest that any client has, so a copy of it is worth no more than a copy of a current token. The first response
 * ends that case.
 */
@Injectable()
export class RefreshTokens {
  constructor(
    private readonly secrets: RefreshSecrets,
    private readonly answers: RefreshAnswers,
    private readonly lifetimes: SessionLifetimes,
  ) {}

  /** Parses a token. Returns nothing unless this service made it. */
  read({ refreshToken, key }: RefreshRequest): PresentedToken | undefined {
    const token = this.secrets.parse(refreshToken);
    if (!token) return undefined;
    return {
      sessionId: token.sessionId,
      secretHash: hashOfSecret(token.secret),
      successors: this.secrets.successors(token),
      repeatKeyHash: repeatKeyHashOf(refreshToken, key),
    };
  }

  /** Returns the secret that follows the presented one, whether the session has it already or gets it now. */
  successorOf({ successors }: PresentedToken, session: LiveSession): string {
    const made = successors.find((successor) => hashOfSecret(successor) === session.secretHash);
    return made ?? String(successors[0]);
  }

  /** Returns how the token relates to the session as it was read. */
  standingOf(presented: PresentedToken, session: LiveSession): TokenStanding {
    if (session.secretHash === presented.secretHash) return 'current';
    const isSuccessorUnused = hashOfSecret(this.successorOf(presented, session)) === session.secretHash;
    const isPrevious = session.previousSecretHash === presented.secretHash && isSuccessorUnused;
    if (!isPrevious || !this.mayRepeat(presented, session)) return 'reused';
    const age = this.lifetimes.now().getTime() - session.issuedAt;
    return age < MAX_REPEATED_AGE_MS ? 'grace' : 'late grace';
  }

  private mayRepeat({ repeatKeyHash }: PresentedToken, session: LiveSession): boolean {
    const hasKey = isSameKey(repeatKeyHash, session.repeatKeyHash);
    return hasKey || session.isWithinGrace || (session.isUnanswered && this.mayBeUnanswered(session));
  }

  /** Answers are stored up to a second later, but this process knows its own at once. */
  private mayBeUnanswered({ id, secretHash }: LiveSession): boolean {
    const [answeredAt, graceStart] = [this.answers.handOverOf(id, secretHash), this.lifetimes.graceStart()];
    return answeredAt === undefined || (graceStart !== undefined && answeredAt > graceStart);
  }
}
