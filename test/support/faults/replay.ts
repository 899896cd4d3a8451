import { Account } from './account.js';
import type { Entry, Intent, Mark, Outcome } from './journal.js';
import { slowness } from './slowness.js';
import type { Promises } from './session-chain.js';

/** A call in the journal. The outcome is missing if the client itself was killed. */
export interface CallRecord extends Intent {
  readonly outcome?: Outcome;
}

/**
 * How soon a replica must know of the end of a session. Without its database it cannot, and then refuses tokens after
 * 30 s.
 */
const REVOCATION_MS = 2000;
const BLIND_MS = 32_000;
const RECOVERY_MS = 10_000;
/** How soon a replica stores which refreshes were answered. Other replicas accept a repeat until then. */
const STORED_MS = 2000;

/** The result of a journal: the known state of all accounts, and all responses that broke a promise. */
export interface Replay {
  readonly accounts: Map<string, Account>;
  readonly records: CallRecord[];
  readonly marks: Mark[];
  readonly violations: string[];
  readonly promises: Promises;
}

/** Reads a journal in order, and judges every response by those before it. */
export function replay(entries: readonly Entry[], graceMilliseconds: number): Replay {
  const marks = entries.filter((entry) => entry.kind === 'mark');
  const promises = {
    grace: graceMilliseconds,
    repeatable: (at: number) => repeatableAt(at, marks, graceMilliseconds),
    revocation: (at: number) => revocationAt(at, marks),
  };
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

/** Returns REFRESH_GRACE, but no bound during a fault and until a replica has stored its answers after it. */
function repeatableAt(at: number, marks: readonly Mark[], grace: number): number {
  return isQuietAt(at, marks, STORED_MS * slowness()) ? grace : Infinity;
}

/** Returns the bound at a time. It is longer during faults, from their first effect until all has recovered. */
function revocationAt(at: number, marks: readonly Mark[]): number {
  return isQuietAt(at, marks, RECOVERY_MS) ? REVOCATION_MS * slowness() : BLIND_MS;
}

/** Returns whether there was no fault yet, or the last one healed longer ago than this. */
function isQuietAt(at: number, marks: readonly Mark[], recoveryMs: number): boolean {
  const before = marks.filter((mark) => mark.at <= at).at(-1);
  return !before || (before.name === 'healed' && at > before.at + recoveryMs);
}

function accountOf(accounts: Map<string, Account>, name: string): Account {
  const account = accounts.get(name) ?? new Account(name);
  accounts.set(name, account);
  return account;
}
