import { Account } from './account.js';
import type { Entry, Intent, Mark, Outcome } from './journal.js';
import type { Promises } from './session-chain.js';

/** A call as the journal has it. The outcome is missing where the client itself was cut off. */
export interface CallRecord extends Intent {
  readonly outcome?: Outcome;
}

/** How soon a replica must know of an end. Without its database it cannot; then it stops to say yes after 30 s. */
const REVOCATION_MILLISECONDS = 2000;
const BLIND_MILLISECONDS = 32_000;
const RECOVERY_MILLISECONDS = 10_000;

/** What a journal tells: every account as far as it is known, and every answer that broke a promise. */
export interface Replay {
  readonly accounts: Map<string, Account>;
  readonly records: CallRecord[];
  readonly marks: Mark[];
  readonly violations: string[];
  readonly promises: Promises;
}

/** Goes through a journal as it was written, and judges every answer by those before it. */
export function replay(entries: readonly Entry[], graceMilliseconds: number): Replay {
  const marks = entries.filter((entry) => entry.kind === 'mark');
  const promises = { grace: graceMilliseconds, revocation: (at: number) => revocationAt(at, marks) };
  const accounts = new Map<string, Account>();
  const open = new Map<number, Intent>();
  const records: CallRecord[] = [];
  const violations: string[] = [];
  for (const entry of entries) {
    if (entry.kind === 'mark') continue;
    if (entry.kind === 'intent') {
      open.set(entry.id, entry);
      accountOf(accounts, entry.account).begin(entry.id, entry.request);
      continue;
    }
    const intent = open.get(entry.id);
    if (!intent) throw new Error(`the journal has an outcome without an intent: ${entry.id}`);
    open.delete(entry.id);
    records.push({ ...intent, outcome: entry });
    const call = { ...entry, startedAt: intent.at };
    const verdict = accountOf(accounts, intent.account).end(intent.request, call, promises);
    if (verdict) violations.push(`${verdict} (call ${entry.id} of ${intent.account} at ${intent.origin})`);
  }
  return { accounts, records: [...records, ...open.values()], marks, violations, promises };
}

/** Faults may keep replicas from hearing of an end: from the first sign of one until all has recovered. */
function revocationAt(at: number, marks: readonly Mark[]): number {
  const before = marks.filter((mark) => mark.at <= at).at(-1);
  const isQuiet = !before || (before.name === 'healed' && at > before.at + RECOVERY_MILLISECONDS);
  return isQuiet ? REVOCATION_MILLISECONDS : BLIND_MILLISECONDS;
}

function accountOf(accounts: Map<string, Account>, name: string): Account {
  const account = accounts.get(name) ?? new Account(name);
  accounts.set(name, account);
  return account;
}
