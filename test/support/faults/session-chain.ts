import { decodeJwt } from '../jwt.js';
import type { Outcome } from './journal.js';
import { slowness } from './slowness.js';

/** A finished call. */
export interface Call extends Outcome {
  readonly startedAt: number;
}

/** What the service promises, in milliseconds. */
export interface Promises {
  /** How long a repeated refresh gets the same successor. */
  readonly grace: number;
  /** How long after its response a refresh may be repeated at most, by a call that starts at this time. */
  repeatable(at: number): number;
  /** How long after the end of a session a replica may still accept its access tokens. */
  revocation(at: number): number;
}

/** A sentence about a broken promise, or nothing. */
export type Verdict = string | undefined;

/** How long the service may still process a request after an unclear result (503, timeout). */
export const AFTERMATH_MS = 15_000;

const TOLERANCE_MS = 1000;

/** The session that a refresh token belongs to. */
export const sessionOf = (refreshToken: string) => refreshToken.split('.')[0] ?? '';

/**
 * Returns whether the service may still be processing a call without a clear result. A broken connection ends the
 * processing.
 */
export const mayLinger = ({ kind, failure }: Outcome) =>
  kind === 'unknown' && (failure === undefined || failure === 'TimeoutError');

/** The known state of one session: its refresh tokens in order, its access tokens, and whether it has ended. */
export class SessionChain {
  readonly id: string;
  readonly tokens: string[] = [];
  readonly spent: string[] = [];
  current: string;
  private readonly successors = new Map<string, string>();
  private previous: { readonly secret: string; readonly from: number; readonly to: number } | undefined;
  private endedAt: number | undefined;
  private isUnsure = false;
  private unsureUntil = -Infinity;
  private lostSince: number | undefined;

  constructor(refreshToken: string, token: string) {
    this.id = sessionOf(refreshToken);
    this.current = refreshToken;
    this.tokens.push(token);
  }

  get isLive(): boolean {
    return this.endedAt === undefined && !this.isUnsure;
  }

  get isEnded(): boolean {
    return this.endedAt !== undefined;
  }

  /** The refresh token before the current one. */
  get predecessor(): string | undefined {
    return this.previous?.secret;
  }

  /** Whether the newest refresh token is known, not only the one before. */
  get isCurrentCertain(): boolean {
    return this.isLive && this.lostSince === undefined;
  }

  /** Ends by an acknowledged call. */
  end(at: number): void {
    this.endedAt = Math.min(this.endedAt ?? Infinity, at);
  }

  /** Records that it is unknown from now on whether the session has ended. */
  doubt(call: Call): void {
    this.isUnsure = true;
    this.linger(call);
  }

  /** Records that it is unknown until then whether the session has ended. */
  doubtUntil(at: number): void {
    this.isUnsure = true;
    this.unsureUntil = Math.max(this.unsureUntil, at);
  }

  refreshed(presented: string, call: Call, promises: Promises): Verdict {
    if (call.kind === 'ack') return this.continued(presented, call, promises);
    if (call.kind === 'unknown') return this.leftOpen(presented, call, promises);
    const isAllowed = !this.isLive || this.mayRefuse(presented, call, promises);
    this.end(call.at);
    return isAllowed ? undefined : 'I12: the refresh token of a live session was refused';
  }

  loggedOut(token: string, call: Call, promises: Promises): Verdict {
    const verdict = this.shown(token, call, promises);
    if (call.kind === 'unknown') this.doubt(call);
    if (call.kind === 'ack') this.end(call.at);
    return verdict;
  }

  /** Judges the result of an access token of this session. */
  shown(token: string, call: Call, promises: Promises): Verdict {
    const { kind, startedAt, at } = call;
    if (kind === 'unknown') return undefined;
    const expiry = Number(decodeJwt(token).exp) * 1000;
    if (kind === 'refused')
      return !this.isLive || expiry <= at ? undefined : 'I12: the access token of a live session was refused';
    if (startedAt > expiry + TOLERANCE_MS) return 'I11: an expired access token was accepted';
    const accepted = this.endedAt === undefined ? 0 : startedAt - this.endedAt;
    return accepted > promises.revocation(startedAt)
      ? `I5: an access token was accepted ${Math.round(accepted)} ms after the end of its session`
      : undefined;
  }

  private continued(presented: string, call: Call, promises: Promises): Verdict {
    const { refreshToken = '', token = '', startedAt, at } = call;
    const known = this.successors.get(presented);
    this.successors.set(presented, refreshToken);
    this.tokens.push(token);
    this.isUnsure = startedAt < this.unsureUntil;
    if (known !== undefined && known !== refreshToken) return 'I3: a refresh token has two successors';
    if (this.endedAt !== undefined && this.endedAt < startedAt)
      return 'I5: a session was refreshed after its end';
    if (presented === this.previous?.secret)
      return startedAt > this.previous.to + promises.repeatable(startedAt) + TOLERANCE_MS
        ? 'I3: a repeat was accepted after the grace'
        : undefined;
    if (presented !== this.current) return 'I4: a used refresh token was accepted';

    if (this.previous) this.spent.push(this.previous.secret);
    this.previous = { secret: presented, from: this.lostSince ?? startedAt, to: at };
    this.current = refreshToken;
    this.lostSince = undefined;
    return undefined;
  }

  private leftOpen(presented: string, call: Call, { grace }: Promises): Verdict {
    const isRepeat = presented === this.previous?.secret && call.at < this.previous.from + grace;
    if (presented === this.current) this.lostSince ??= call.startedAt;
    else if (!isRepeat) this.isUnsure = true;
    this.linger(call);
    return undefined;
  }

  /** Returns whether a refresh token may be refused, although the session is not known to have ended. */
  private mayRefuse(presented: string, { at }: Call, { grace }: Promises): boolean {
    if (presented === this.current) return this.lostSince !== undefined && at > this.lostSince + grace;
    if (presented === this.previous?.secret) return at > this.previous.from + grace;
    return true;
  }

  /**
   * Late processing may end the session. The state is certain again with the first response after all processing must
   * have ended.
   */
  private linger(call: Call): void {
    if (mayLinger(call)) this.doubtUntil(call.at + AFTERMATH_MS * slowness());
  }
}
