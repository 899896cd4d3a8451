import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { Metrics } from '../telemetry/metrics.js';
import { Tracing } from '../telemetry/tracing.js';
import { Overloaded } from './passwords.errors.js';

interface Job {
  readonly rounds: number;
  readonly enteredAt: number;
  readonly start: () => void;
  readonly refuse: (reason: Overloaded) => void;
}

/** What a first hash is taken to cost per round until one has been measured: a slow machine of 2026. */
const FIRST_GUESS_MILLISECONDS = 0.05;
const WEIGHT_OF_NEWEST = 0.2;

/**
 * A bounded queue in front of bcrypt. Hashes run on threads that the rest of the process needs too, so only a few run
 * at once; and work that nobody would wait for is refused at once instead of growing a queue.
 */
@Injectable()
export class HashingLanes {
  private readonly waiting: Job[] = [];
  private running = 0;
  private pendingRounds = 0;
  private millisecondsPerRound = FIRST_GUESS_MILLISECONDS;

  constructor(
    private readonly config: Config,
    private readonly metrics: Metrics,
    private readonly tracing: Tracing,
  ) {
    metrics.hashes.readBy(() => ({ running: this.running, waiting: this.waiting.length }));
  }

  /**
   * Runs a hash of the given bcrypt cost when a lane is free.
   * @throws Overloaded when the wait would exceed HASH_QUEUE_SECONDS
   */
  async run<T>(cost: number, work: () => Promise<T>): Promise<T> {
    const rounds = 2 ** cost;
    await this.enter(rounds);
    const started = performance.now();
    try {
      return await this.tracing.inSpan('hash password', work);
    } finally {
      this.leave(rounds, performance.now() - started);
    }
  }

  /**
   * Why a hash asked for now would be refused, or nothing while there is room. `expected` requests were let in already,
   * and ask for theirs first. The wait is spread, or all would come back at once.
   */
  refusal(expected = 0): Overloaded | undefined {
    const wait = this.waitSeconds(expected);
    if (wait <= this.config.HASH_QUEUE_SECONDS) return undefined;
    return new Overloaded(undefined, { retryAfter: wait * (1 + Math.random()) });
  }

  /** Seconds that a hash would wait, asked for behind `expected` requests that were let in. */
  waitSeconds(expected = 0): number {
    const { BCRYPT_COST, HASH_LANES } = this.config;
    if (Math.max(this.running, expected) < HASH_LANES) return 0;
    const rounds = Math.max(this.pendingRounds, expected * 2 ** BCRYPT_COST);
    return (rounds * this.millisecondsPerRound) / HASH_LANES / 1000;
  }

  private async enter(rounds: number): Promise<void> {
    const refusal = this.refusal();
    if (refusal) throw refusal;
    this.pendingRounds += rounds;
    return new Promise((start, refuse) => {
      this.waiting.push({ rounds, enteredAt: performance.now(), start, refuse });
      this.startNext();
    });
  }

  private leave(rounds: number, milliseconds: number): void {
    this.running--;
    this.pendingRounds -= rounds;
    this.millisecondsPerRound += WEIGHT_OF_NEWEST * (milliseconds / rounds - this.millisecondsPerRound);
    this.startNext();
  }

  private startNext(): void {
    if (this.running >= this.config.HASH_LANES) return;
    const job = this.waiting.shift();
    if (!job) return;
    if (this.isOverdue(job)) return this.refuse(job);
    this.running++;
    this.metrics.hashWaits.observe((performance.now() - job.enteredAt) / 1000);
    job.start();
  }

  /** The estimate was too low, as when the machine does something else: whoever asked has given up by now. */
  private isOverdue({ enteredAt }: Job): boolean {
    return performance.now() - enteredAt > 1000 * this.config.HASH_QUEUE_SECONDS;
  }

  private refuse({ rounds, refuse }: Job): void {
    this.pendingRounds -= rounds;
    refuse(new Overloaded(undefined, { retryAfter: this.config.HASH_QUEUE_SECONDS }));
    this.startNext();
  }
}
