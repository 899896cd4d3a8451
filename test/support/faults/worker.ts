import { setTimeout as sleep } from 'node:timers/promises';
import { Account } from './account.js';
import type { Outcome, Request } from './journal.js';
import type { ReplicaClient } from './replica-client.js';
import type { Seeded } from './seeded.js';
import type { SessionChain } from './session-chain.js';

const MAX_ACCOUNTS = 3;
const MAX_SESSIONS = 4;
const PAUSE_MS = 60;
const AT_ONCE = 3;

interface Step {
  readonly weight: number;
  readonly run: (account: Account, session: SessionChain, password: string) => Promise<unknown>;
}

/** A client that creates accounts and randomly does everything that users and thieves do. */
export class Worker {
  private readonly accounts: Account[] = [];
  private count = 0;

  constructor(
    private readonly name: string,
    private readonly origins: readonly string[],
    private readonly client: ReplicaClient,
    private readonly random: Seeded,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.step();
      await sleep(this.random.below(PAUSE_MS * 2));
    }
  }

  private readonly steps: readonly Step[] = [
    { weight: 8, run: (account, _, password) => this.signIn(account, password) },
    { weight: 3, run: (account) => this.signIn(account, this.newPassword()) },
    { weight: 3, run: (account) => this.signInAsBefore(account) },
    { weight: 22, run: (account, { current }) => this.refresh(account, current) },
    { weight: 10, run: (account, { current }) => this.refreshAtOnce(account, current) },
    { weight: 5, run: (account, session) => this.repeat(account, session) },
    { weight: 5, run: (account, session) => this.replay(account, session) },
    { weight: 16, run: (account, session) => this.show(account, session) },
    { weight: 6, run: (account) => this.showEnded(account) },
    { weight: 6, run: (account, session) => this.logOut(account, session) },
    { weight: 5, run: (account, session, password) => this.changePassword(account, session, password) },
    { weight: 2, run: (account, session) => this.forge(account, session) },
  ];

  /** First finds out what is unknown about an account, then does something with it. */
  private async step(): Promise<unknown> {
    const isNew = this.accounts.length === 0 || this.random.next() < 0.1;
    if (isNew) return this.register();
    const account = this.random.oneOf(this.accounts);
    const { password } = account;
    if (!account.isKnown)
      return this.send(account, { operation: 'register', password: account.candidates[0]! });
    if (!password) return this.signIn(account, this.random.oneOf(account.candidates));
    const sessions = account.open.slice(-MAX_SESSIONS);
    if (sessions.length === 0) return this.signIn(account, password);
    return this.random.weighted(this.steps).run(account, this.random.oneOf(sessions), password);
  }

  /** Sometimes sends two registrations for the same name at once. */
  private async register(): Promise<void> {
    const account = new Account(`${this.name}-${++this.count}`);
    this.accounts.push(account);
    if (this.accounts.length > MAX_ACCOUNTS) this.accounts.shift();
    const rivals = this.random.next() < 0.3 ? 2 : 1;
    await this.atOnce(rivals, () =>
      this.send(account, { operation: 'register', password: this.newPassword() }),
    );
  }

  private signIn(account: Account, password: string) {
    return this.send(account, { operation: 'login', password });
  }

  private signInAsBefore(account: Account) {
    const former = [...account.former];
    return this.signIn(account, former.length > 0 ? this.random.oneOf(former) : this.newPassword());
  }

  private refresh(account: Account, refreshToken: string) {
    return this.send(account, { operation: 'refresh', refreshToken });
  }

  private refreshAtOnce(account: Account, refreshToken: string) {
    return this.atOnce(AT_ONCE, () => this.refresh(account, refreshToken));
  }

  private repeat(account: Account, { predecessor, current }: SessionChain) {
    return this.refresh(account, predecessor ?? current);
  }

  /** Sends a token whose successor was used, like a thief; then the owner's next refresh must fail. */
  private async replay(account: Account, session: SessionChain): Promise<void> {
    const [stolen] = session.spent;
    if (stolen === undefined) return void (await this.refresh(account, session.current));
    await this.refresh(account, stolen);
    await this.refresh(account, session.current);
  }

  private show(account: Account, { id, tokens }: SessionChain) {
    return this.send(account, { operation: 'protected', session: id, token: this.random.oneOf(tokens) });
  }

  private async showEnded(account: Account): Promise<void> {
    const ended = [...account.sessions.values()].filter(({ isEnded }) => isEnded);
    if (ended.length > 0) await this.show(account, this.random.oneOf(ended));
  }

  private logOut(account: Account, { id, tokens }: SessionChain) {
    return this.send(account, { operation: 'logout', session: id, token: tokens.at(-1)! });
  }

  private changePassword(account: Account, { id, tokens }: SessionChain, from: string) {
    const change = { session: id, token: tokens.at(-1)!, from, to: this.newPassword() };
    return this.send(account, { operation: 'password', ...change });
  }

  /** Sends a token with the signature of another, or without one. */
  private forge(account: Account, { tokens }: SessionChain) {
    const [header, claims] = tokens.at(-1)!.split('.');
    const signature =
      this.random.next() < 0.5 ? '' : Buffer.alloc(64, this.random.below(256)).toString('base64url');
    return this.send(account, { operation: 'forged', token: `${header}.${claims}.${signature}` });
  }

  private send(account: Account, request: Request): Promise<{ outcome: Outcome }> {
    return this.client.call(this.random.oneOf(this.origins), account, request);
  }

  private async atOnce(times: number, work: () => Promise<unknown>): Promise<void> {
    await Promise.all(Array.from({ length: times }, work));
  }

  private newPassword(): string {
    return `otters ${this.random.below(2 ** 31).toString(36)} pebbles ${this.random.below(2 ** 31).toString(36)}`;
  }
}
