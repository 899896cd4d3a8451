import { decodeJwt } from '../jwt.js';
import type { Outcome } from './journal.js';
import { slowness } from './slowness.js';

/** A call that has ended. */
export interface Call extends Outcome {
  readonly startedAt: number;
}

/** What the service promises, in milliseconds. */
export interface Promises {
  /** How long a repeated refresh gets the same successor. */
  readonly grace: number;
  /** How long after the end of a session a replica may still honour its access tokens. */
  revocation(at: number): number;
}

/** What is said when something that was promised does not hold; nothing otherwise. */
export type Verdict = string | undefined;

/** After an answer that says nothing (503, time-out) the service may still work on the request, for so long at most. */
export const AFTERMATH_MILLISECONDS = 15_000;

const TOLERANCE_MILLISECONDS = 1000;

/** The session that a refresh token belongs to. */
export const sessionOf = (refreshToken: string) => refreshToken.split('.')[0] ?? '';

/** Whether the service may still be at work on a call that gave no clear answer. A connection that broke ends the work. */
export const mayLinger = ({ kind, failure }: Outcome) =>
  kind === 'unknown' && (failure === undefined || failure === 'TimeoutError');

/** What is known of one session: its refresh tokens in order, its access tokens, and whether it has ended. */
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

  /** Whether the newest refresh token is known, and not only the one before. */
  get isCurrentCertain(): boolean {
    return this.isLive && this.lostSince === undefined;
  }

  /** Ends with a call that was acknowledged. */
  end(at: number): void {
    this.endedAt = Math.min(this.endedAt ?? Infinity, at);
  }

  /** Whether it has ended is open from now on. */
  doubt(call: Call): void {
    this.isUnsure = true;
    this.linger(call);
  }

  /** Whether it has ended is open, and will be until then. */
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

  /** Judges what an access token of this session got. */
  shown(token: string, call: Call, promises: Promises): Verdict {
    const { kind, startedAt, at } = call;
    if (kind === 'unknown') return undefined;
    const expiry = Number(decodeJwt(token).exp) * 1000;
    if (kind === 'refused')
      return !this.isLive || expiry <= at ? undefined : 'I12: the access token of a live session was refused';
    if (startedAt > expiry + TOLERANCE_MILLISECONDS) return 'I11: an expired access token was honoured';
    const honoured = this.endedAt === undefined ? 0 : startedAt - this.endedAt;
    return honoured > promises.revocation(startedAt)
      ? `I5: an access token was honoured ${Math.round(honoured)} ms after the end of its session`
      : undefined;
  }

  private continued(presented: string, call: Call, { grace }: Promises): Verdict {
    const { refreshToken = '', token = '', startedAt, at } = call;
    const known = this.successors.get(presented);
    this.successors.set(presented, refreshToken);
    this.tokens.push(token);
    this.isUnsure = startedAt < this.unsureUntil;
    if (known !== undefined && known !== refreshToken) return 'I3: a refresh token has two successors';
    if (this.endedAt !== undefined && this.endedAt < startedAt)
      return 'I5: a session was refreshed after its end';
    if (presented === this.previous?.secret)
      return startedAt > this.previous.to + grace + TOLERANCE_MILLISECONDS
        ? 'I3: a repeat was honoured after the grace'
        : undefined;
    if (presented !== this.current) return 'I4: a spent refresh token was honoured';

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

  /** Whether the answer to a refresh token may be no, although the session has not ended as far as is known. */
  private mayRefuse(presented: string, { at }: Call, { grace }: Promises): boolean {
    if (presented === this.current) return this.lostSince !== undefined && at > this.lostSince + grace;
    if (presented === this.previous?.secret) return at > this.previous.from + grace;
    return true;
  }

  /** Late work may end the session. It is sure again with the first answer that comes when no work can be left. */
  private linger(call: Call): void {
    if (mayLinger(call)) this.doubtUntil(call.at + AFTERMATH_MILLISECONDS * slowness());
  }
}
