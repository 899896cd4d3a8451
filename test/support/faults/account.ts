import type { Request } from './journal.js';
import {
  AFTERMATH_MS,
  type Call,
  mayLinger,
  type Promises,
  SessionChain,
  sessionOf,
  type Verdict,
} from './session-chain.js';
import { slowness } from './slowness.js';

const UNEXPECTED = 'no answer of this kind was expected';

/** The state of one account as known from the calls so far. It reports responses that break a promise. */
export class Account {
  /** Possible passwords, one of which is correct. A single one is certain. */
  candidates: string[] = [];
  readonly former = new Set<string>();
  readonly sessions = new Map<string, SessionChain>();
  isKnown = false;
  private isRegistered = false;
  private readonly registering = new Map<number, string>();
  private readonly refused = new Set<string>();
  private unsureUntil = -Infinity;

  constructor(readonly name: string) {}

  get password(): string | undefined {
    return this.isKnown && this.candidates.length === 1 ? this.candidates[0] : undefined;
  }

  /** Sessions that are not known to have ended. */
  get open(): SessionChain[] {
    return [...this.sessions.values()].filter(({ isEnded }) => !isEnded);
  }

  /** Records the start of a call. */
  begin(id: number, request: Request): void {
    if (request.operation !== 'register') return;
    this.registering.set(id, request.password);
    if (!this.isRegistered) this.candidates = [...new Set([...this.candidates, request.password])];
  }

  /** Records the result of a call and judges it. */
  end(request: Request, call: Call, promises: Promises): Verdict {
    return byStatus(request, call) ?? this.judge(request, call, promises);
  }

  private judge(request: Request, call: Call, promises: Promises): Verdict {
    switch (request.operation) {
      case 'register':
        return this.registered(request.password, call);
      case 'login':
        return this.signedIn(request.password, call);
      case 'password':
        return this.changed(request, call, promises);
      case 'refresh':
        return this.sessions
          .get(sessionOf(request.refreshToken))
          ?.refreshed(request.refreshToken, call, promises);
      case 'logout':
        return this.sessions.get(request.session)?.loggedOut(request.token, call, promises);
      case 'protected':
        return this.sessions.get(request.session)?.shown(request.token, call, promises);
      default:
        return call.kind === 'ack' ? 'I11: a forged token was accepted' : undefined;
    }
  }

  private registered(password: string, call: Call): Verdict {
    if (call.kind === 'unknown') return undefined;
    this.isKnown = true;
    if (call.kind === 'ack') {
      this.registering.clear();
      this.candidates = [password];
      const wasRegistered = this.isRegistered;
      this.isRegistered = true;
      return wasRegistered ? 'I2: a name was registered twice' : undefined;
    }
    this.registering.delete(call.id);
    const others = new Set(this.registering.values());
    if (!this.isRegistered && !this.former.size)
      this.candidates = this.candidates.filter((one) => others.has(one));
    return this.isRegistered || others.size > 0 ? undefined : 'I2: an unused name was reported as taken';
  }

  private signedIn(password: string, call: Call): Verdict {
    if (call.kind === 'unknown') return undefined;
    if (call.kind === 'refused') return this.turnedAway(password, call);
    const { refreshToken = '', token = '' } = call;
    const chain = new SessionChain(refreshToken, token);
    // A change of the password that may still be running ends sessions that begin before it commits.
    if (call.startedAt < this.unsureUntil) chain.doubtUntil(this.unsureUntil);
    this.sessions.set(chain.id, chain);
    if (this.former.has(password)) return 'I6: a former password was accepted';
    if (!this.candidates.includes(password)) return 'I11: a wrong password was accepted';
    this.isKnown = true;
    this.refused.clear();
    // The first is the newest: if it works, the others are invalid. The old one may still be replaced by a late change.
    if (password === this.candidates[0] || call.startedAt > this.unsureUntil) this.settle(password);
    return undefined;
  }

  /**
   * Judges a refused password: correct for a wrong one, and for one that a change without a response may have replaced.
   */
  private turnedAway(password: string, { at }: Call): Verdict {
    if (!this.isKnown || !this.candidates.includes(password) || at < this.unsureUntil) return undefined;
    this.refused.add(password);
    return this.candidates.every((one) => this.refused.has(one))
      ? 'I1: an acknowledged account cannot sign in'
      : undefined;
  }

  private changed(
    { session, token, from, to }: Request & { operation: 'password' },
    call: Call,
    promises: Promises,
  ): Verdict {
    const chain = this.sessions.get(session);
    if (call.status === 403) return this.turnedAway(from, call);
    const others = [...this.sessions.values()].filter(({ id }) => id !== session);
    if (call.kind === 'unknown') {
      this.candidates = [to, ...this.candidates];
      this.refused.clear();
      if (mayLinger(call)) this.unsureUntil = call.at + AFTERMATH_MS * slowness();
      for (const other of others) other.doubt(call);
      return undefined;
    }
    const verdict = chain?.shown(token, call, promises);
    if (call.kind === 'refused') return verdict;
    for (const other of others) other.end(call.at);
    const wasRight = this.candidates.includes(from);
    this.candidates = [to, ...this.candidates];
    this.settle(to);
    return wasRight ? verdict : 'I6: the password was changed with a wrong one';
  }

  private settle(password: string): void {
    for (const other of this.candidates) if (other !== password) this.former.add(other);
    this.candidates = [password];
    this.refused.clear();
  }
}

/** Judges by the status alone, independent of the state. */
function byStatus({ operation }: Request, { kind, status }: Call): Verdict {
  if (status === undefined || kind === 'ack' || status === 503 || status === 429) return undefined;
  if (status >= 500) return `I12: ${operation} was answered with ${status}`;
  const expected = { register: [409], password: [401, 403] }[operation as string] ?? [401];
  return expected.includes(status) ? undefined : `${operation} was answered with ${status}: ${UNEXPECTED}`;
}
