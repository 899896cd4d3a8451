import { clientProblem, type Failed, failed, type Result, type Schemas } from './problems.js';
import type { ServiceCalls } from './service-calls.js';
import { type Held, SessionMemory, type User } from './session-memory.js';
import type { SessionRecord, StoredRecord } from './session-record.js';
import type { Surroundings } from './surroundings.js';
import { Tabs } from './tabs.js';

/** Minimum remaining lifetime of a token that is sent, in milliseconds. */
const MARGIN_MS = 5_000;
/** The part of its lifetime after which a token is renewed. */
const RENEWED_AFTER = 0.8;

export interface SignedOut {
  readonly status: 'signed_out';
}

type Renewal = { readonly status: 'renewed' } | SignedOut | Failed;
export type Tokens = Pick<Schemas['Tokens'], 'token' | 'expiresIn' | 'refreshToken'>;

const RENEWED = { status: 'renewed' } as const;
const SIGNED_OUT = { status: 'signed_out' } as const;

/** The settings of a session. */
export interface Keeping {
  /** The name under which it is stored, locked and sent to other tabs. */
  readonly name: string;
  readonly calls: ServiceCalls;
  readonly record: StoredRecord;
  /** Whether the browser keeps the refresh token in a cookie, which all tabs share. */
  readonly hasCookie: boolean;
  readonly surroundings: Surroundings;
}

/** Keeps one session for all tabs: begins it, renews its token before that expires, and ends it. */
export class SessionKeeper {
  readonly memory = new SessionMemory();
  private readonly tabs: Tabs<Held | null>;
  private renewing: Promise<Renewal> | undefined;

  constructor(private readonly keeping: Keeping) {
    const { name, surroundings, hasCookie } = keeping;
    this.tabs = new Tabs(name, surroundings, hasCookie, (held) => this.hear(held));
  }

  /** Returns a token that can be sent now, nothing when no user is signed in, or the failure to get one. */
  async token(): Promise<string | undefined | Failed> {
    const { held } = this.memory;
    const left = held ? held.expiresAt - this.now() : 0;
    if (held && left > MARGIN_MS) {
      if (this.isDue()) this.renew(held.token).catch(() => undefined); // the next call reports the failure
      return held.token;
    }
    if (held === null) return undefined;
    const renewal = await this.renew(held?.token);
    return renewal.status === 'failed' && left <= 0 ? renewal : this.memory.held?.token;
  }

  /** Returns whether it is time to request the next token, or the first one. */
  isDue(): boolean {
    const { held } = this.memory;
    return held === undefined || (held !== null && this.now() >= held.renewAt);
  }

  /** Exchanges a token for the next one: once for all callers, in this tab and in others. */
  renew(stale: string | undefined): Promise<Renewal> {
    this.renewing ??= this.tabs
      .alone(() => this.renewAlone(stale))
      .finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  /** Starts a session with a call that returns its tokens. */
  begin(call: () => Promise<Result<Tokens>>): Promise<Result<User>> {
    return this.tabs.alone(async () => {
      const result = await call();
      if (result.problem) return result;
      await this.keeping.record.write({ refreshToken: result.data.refreshToken });
      return this.take(result.data);
    });
  }

  /** Uses a new token from now on, and loads its user. */
  async take({ token, expiresIn }: Tokens, known?: User): Promise<Result<User>> {
    const [now, lifetime] = [this.now(), expiresIn * 1000];
    const result = known ? { data: known } : await this.keeping.calls.me(token);
    const renewAt = now + lifetime * RENEWED_AFTER;
    this.announce({ token, expiresAt: now + lifetime, renewAt, user: result.data });
    return result;
  }

  /** Loads the user again, who may have changed. */
  async reload(): Promise<Result<User>> {
    const token = await this.token();
    if (typeof token !== 'string') return { problem: token?.problem ?? clientProblem('unreachable') };
    const result = await this.keeping.calls.me(token);
    const { held } = this.memory;
    if (result.data && held?.token === token) this.announce({ ...held, user: result.data });
    return result;
  }

  /** Signs out at once in all tabs, and then at the service. */
  end(): Promise<SignedOut | Failed> {
    const token = this.memory.held?.token;
    this.announce(null);
    return this.tabs.alone(() => this.endAlone(token));
  }

  private async renewAlone(stale: string | undefined): Promise<Renewal> {
    const before = this.memory.held;
    if (before && before.token !== stale) return RENEWED;
    if (before === null && stale !== undefined) return SIGNED_OUT;
    const record = await this.keeping.record.read();
    if (record?.isEnding) return this.endLate();
    if (!record && !this.keeping.hasCookie) return this.forget();

    const { data, problem } = await this.exchange(record);
    const { held } = this.memory;
    // A sign-out or a step-up that happened during the exchange is newer than its result.
    if (held !== before && !(held && this.isDue())) return held ? RENEWED : SIGNED_OUT;
    if (problem) return problem.code === 'invalid_refresh_token' ? this.forget() : failed(problem);
    await this.take(data, this.memory.knownUserOf(data.token));
    return RENEWED;
  }

  /**
   * Exchanges the refresh token for new tokens. It stores the key before it sends it, so that the request can be
   * repeated at any time if the response is lost.
   */
  private async exchange(record: SessionRecord = {}): Promise<Result<Tokens>> {
    const { record: stored, calls } = this.keeping;
    const key = record.key ?? newKey();
    await stored.write({ ...record, key });
    const result = await calls.refresh(record.refreshToken, key);
    if (result.data)
      await stored.write({ ...record, key: undefined, refreshToken: result.data.refreshToken });
    return result;
  }

  /** Accepts the message of another tab, unless its token is older than the current one: messages can arrive late. */
  private hear(news: Held | null): void {
    const { held } = this.memory;
    const isOld = held && news && held.expiresAt > news.expiresAt;
    if (!isOld || this.memory.knownUserOf(news.token) === undefined) this.memory.keep(news);
  }

  private async endAlone(token: string | undefined): Promise<SignedOut | Failed> {
    const { record } = this.keeping;
    const left = await record.read();
    await record.write({ ...left, isEnding: true });
    const { problem } = await this.endAtService(token, { ...left, isEnding: true });
    return problem && problem.status !== 401 ? failed(problem) : this.forget();
  }

  /** Ends a session at the service, if its sign-out could not be sent earlier. */
  private async endLate(): Promise<SignedOut> {
    this.announce(null);
    await this.endAlone(undefined);
    return SIGNED_OUT;
  }

  /**
   * Ends the session at the service. An access token that is no longer valid is refreshed first, because the session
   * may still exist.
   */
  private async endAtService(token: string | undefined, record: SessionRecord): Promise<Result<unknown>> {
    const { calls, hasCookie } = this.keeping;
    if (hasCookie) return calls.logOut();
    const first = token === undefined ? undefined : await calls.logOut(token);
    if (first && first.problem?.status !== 401) return first;
    if (record.refreshToken === undefined) return { data: undefined };
    const renewed = await this.exchange(record);
    return renewed.data ? calls.logOut(renewed.data.token) : renewed;
  }

  private async forget(): Promise<SignedOut> {
    await this.keeping.record.remove();
    this.announce(null);
    return SIGNED_OUT;
  }

  /** Returns the current time in milliseconds since the epoch. */
  private now(): number {
    return this.keeping.surroundings.now();
  }

  private announce(held: Held | null): void {
    this.memory.keep(held);
    this.tabs.tell(held);
  }
}

/** Returns 128 random bits in hexadecimal. Browsers only have `randomUUID` in secure contexts. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
