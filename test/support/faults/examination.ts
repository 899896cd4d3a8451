import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './account.js';
import type { Request } from './journal.js';
import type { ReplicaClient } from './replica-client.js';
import type { Seeded } from './seeded.js';
import type { SessionChain } from './session-chain.js';

const MAX_ACCOUNTS = 300;
const MAX_SESSIONS = 5;
const AT_ONCE = 8;
const MAX_TRIES = 20;
const PAUSE_MS = 250;

/** Checks through the API, after the workload, that all acknowledged changes still hold. */
export class Examination {
  readonly violations: string[] = [];
  calls = 0;

  constructor(
    private readonly origins: readonly string[],
    private readonly client: ReplicaClient,
    private readonly random: Seeded,
  ) {}

  /** Examines as many accounts as time allows. */
  async run(accounts: readonly Account[]): Promise<void> {
    const known = accounts.filter(({ isKnown }) => isKnown);
    while (known.length > MAX_ACCOUNTS) known.splice(this.random.below(known.length), 1);
    const lanes = Array.from({ length: AT_ONCE }, async () => {
      for (let account = known.pop(); account; account = known.pop()) await this.examine(account);
    });
    await Promise.all(lanes);
  }

  private async examine(account: Account): Promise<void> {
    for (const session of [...account.sessions.values()].slice(-MAX_SESSIONS))
      await this.examineSession(account, session);
    const passwords = [...account.candidates, ...[...account.former].slice(-1)];
    for (const password of passwords) await this.ask(account, { operation: 'login', password });
  }

  /** Sends tokens of ended sessions to every replica, and refreshes live sessions at any of them. */
  private async examineSession(
    account: Account,
    { id, tokens, current, isEnded }: SessionChain,
  ): Promise<void> {
    const show = { operation: 'protected', session: id, token: tokens.at(-1) as string } as const;
    for (const origin of isEnded ? this.origins : []) await this.ask(account, show, origin);
    if (!isEnded) await this.ask(account, show);
    await this.ask(account, { operation: 'refresh', refreshToken: current });
  }

  private async ask(
    account: Account,
    request: Request,
    origin = this.random.oneOf(this.origins),
  ): Promise<void> {
    this.calls++;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const { outcome, verdict } = await this.client.call(origin, account, request);
      if (verdict) this.violations.push(`afterwards: ${verdict} (${account.name} at ${origin})`);
      if (outcome.kind !== 'unknown') return;
      await sleep(PAUSE_MS);
    }
    this.violations.push(`afterwards: I13: ${request.operation} at ${origin} got no clear answer`);
  }
}
