import type { Overloaded } from './passwords.errors.js';

/** If strangers are waiting, every fourth hash is a stranger's. */
const STRANGERS_TURN = 4;

/** A hash that waits for a lane. */
export interface Job {
  readonly rounds: number;
  readonly isKnown: boolean;
  readonly enteredAt: number;
  readonly start: () => void;
  readonly refuse: (reason: Overloaded) => void;
}

/** Two queues of hashes: one for known clients, one for strangers. */
export class HashQueue {
  private readonly known: Job[] = [];
  private readonly strangers: Job[] = [];
  private readonly rounds = { known: 0, strangers: 0 };
  private knownInARow = 0;

  /** Number of waiting hashes. */
  get length(): number {
    return this.known.length + this.strangers.length;
  }

  /** Rounds of bcrypt that are waiting or running. */
  get pendingRounds(): number {
    return this.rounds.known + this.rounds.strangers;
  }

  /**
   * Rounds that a known client waits for: those of other known clients, and those of one stranger's hash after every
   * third of them.
   */
  get pendingRoundsOfKnown(): number {
    const { known, strangers } = this.rounds;
    return known + Math.min(strangers, known / (STRANGERS_TURN - 1));
  }

  /** Adds a hash to the queue of its kind. */
  add(job: Job): void {
    (job.isKnown ? this.known : this.strangers).push(job);
    this.count(job.rounds, job.isKnown);
  }

  /** Removes and returns the next hash. Its rounds are pending until `remove`. */
  next(): Job | undefined {
    const takesKnown = this.strangers.length === 0 || this.knownInARow < STRANGERS_TURN - 1;
    const job = (takesKnown ? this.known.shift() : undefined) ?? this.strangers.shift();
    this.knownInARow = job?.isKnown ? this.knownInARow + 1 : 0;
    return job;
  }

  /** Subtracts the rounds of a hash that has ended. */
  remove(rounds: number, isKnown: boolean): void {
    this.count(-rounds, isKnown);
  }

  private count(rounds: number, isKnown: boolean): void {
    this.rounds[isKnown ? 'known' : 'strangers'] += rounds;
  }
}
