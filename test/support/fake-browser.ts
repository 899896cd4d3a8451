import { setTimeout as sleep } from 'node:timers/promises';
import type { Surroundings, TabChannel, TabLocks } from '../../packages/client/src/surroundings.js';
import { type Watchword, watchwordIn, type WatchwordOptions } from '../../packages/client/src/watchword.js';
import { ORIGIN } from './passkeys.js';
import type { Service } from './service.js';

/** How long news take from tab to tab. */
const NEWS_MS = 5;

/** A tab of a fake browser. */
export interface FakeTab {
  readonly watchword: Watchword;
  isHidden: boolean;
  /** Shows the tab again. */
  show(): void;
}

/** A browser without windows. Its tabs have a page of the service's origin, and share cookies, storage, locks and channels. */
export class FakeBrowser {
  /** What was asked of the service, such as `POST /refresh`. */
  readonly requests: string[] = [];
  readonly stored = new Map<string, string>();
  isOffline = false;
  private readonly cookies = new Map<string, string>();
  private readonly locks = new FakeLocks();
  private readonly channels = new Map<string, Set<FakeChannel>>();
  private readonly losing = new Set<string>();
  private readonly refusing = new Map<string, Response>();
  private alarms: { at: number; listener: () => void }[] = [];
  private passed = 0;

  constructor(private readonly service: Service) {}

  /** How often the service was asked for something. */
  count = (request: string) => this.requests.filter((one) => one === request).length;

  /** Opens a tab. */
  tab(options: Partial<WatchwordOptions> = {}): FakeTab {
    const shown: (() => void)[] = [];
    const tab = { isHidden: false, show: () => shown.forEach((listener) => listener()) };
    const surroundings: Surroundings = {
      origin: ORIGIN,
      fetch: (request) => this.fetch(request),
      now: () => Date.now() + this.passed,
      sleep: (milliseconds) => sleep(milliseconds),
      later: (milliseconds, listener) => this.later(milliseconds, listener),
      locks: this.locks,
      localStorage: {
        getItem: (name) => this.stored.get(name) ?? null,
        setItem: (name, value) => void this.stored.set(name, value),
        removeItem: (name) => void this.stored.delete(name),
      },
      channel: (name) => this.channel(name),
      isHidden: () => tab.isHidden,
      onShown: (listener) => void shown.push(listener),
    };
    return Object.assign(tab, { watchword: watchwordIn(surroundings, { url: ORIGIN, ...options }) });
  }

  /** Lets time pass, in the browser and in the service. */
  pass(seconds: number): void {
    this.passed += seconds * 1000;
    this.service.travel(this.passed / 1000);
    const due = this.alarms.filter(({ at }) => at <= Date.now() + this.passed);
    this.alarms = this.alarms.filter((alarm) => !due.includes(alarm));
    for (const { listener } of due) listener();
  }

  /** Waits until the tabs have heard what they told each other. */
  newsArrive = () => sleep(NEWS_MS * 4);

  /** Loses the next answer to a request, which the service carries out. */
  loseAnswer(request: string): void {
    this.losing.add(request);
  }

  /** Answers the next request of this kind in place of the service. */
  answerNext(request: string, response: Response): void {
    this.refusing.set(request, response);
  }

  private later(milliseconds: number, listener: () => void) {
    const alarm = { at: Date.now() + this.passed + milliseconds, listener };
    this.alarms.push(alarm);
    return () => void (this.alarms = this.alarms.filter((one) => one !== alarm));
  }

  private async fetch(request: Request): Promise<Response> {
    const { pathname, search, origin } = new URL(request.url);
    if (this.isOffline) throw new TypeError('offline');
    const name = `${request.method} ${pathname}`;
    this.requests.push(name);
    const refusal = this.refusing.get(name);
    if (refusal && this.refusing.delete(name)) return refusal;
    if (origin !== ORIGIN) return Response.json({ authorization: request.headers.get('authorization') });

    const headers = new Headers(request.headers);
    const cookies = [...this.cookies].map(([key, value]) => `${key}=${value}`);
    headers.set('cookie', cookies.join('; '));
    if (request.method !== 'GET') headers.set('origin', ORIGIN);
    headers.set('sec-fetch-site', 'same-origin');
    const body = request.body ? await request.text() : undefined;
    const { method } = request;
    const response = await fetch(this.service.origin + pathname + search, { method, headers, body });
    if (this.losing.delete(name)) throw new TypeError('the answer is lost');
    for (const cookie of response.headers.getSetCookie()) this.keep(cookie);
    return response;
  }

  private keep(cookie: string): void {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
    if (/Max-Age=0/.test(cookie)) this.cookies.delete(name!);
    else this.cookies.set(name!, value!);
  }

  private channel(name: string): TabChannel {
    const members = this.channels.get(name) ?? new Set();
    this.channels.set(name, members);
    const channel = new FakeChannel(members);
    members.add(channel);
    return channel;
  }
}

class FakeChannel implements TabChannel {
  private listener = (_event: { data: unknown }) => {};

  constructor(private readonly members: ReadonlySet<FakeChannel>) {}

  addEventListener(_: 'message', listener: (event: { data: unknown }) => void): void {
    this.listener = listener;
  }

  postMessage(message: unknown): void {
    for (const other of this.members)
      if (other !== this) setTimeout(() => other.listener({ data: structuredClone(message) }), NEWS_MS);
  }
}

class FakeLocks implements TabLocks {
  private readonly held = new Map<string, Promise<unknown>>();

  async request<T>(name: string, ...rest: unknown[]): Promise<T> {
    const work = rest.at(-1) as (lock: object | null) => Promise<T>;
    if (rest.length === 2 && this.held.has(name)) return work(null);
    const turn = (this.held.get(name) ?? Promise.resolve()).then(() => work({}));
    const settled = turn.catch(() => undefined);
    this.held.set(name, settled);
    void settled.then(() => this.held.get(name) === settled && this.held.delete(name));
    return turn;
  }
}
