import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { Metrics } from '../telemetry/metrics.js';
import { Tracing } from '../telemetry/tracing.js';
import { HashQueue, type Job } from './hash-queue.js';
import { Overloaded } from './passwords.errors.js';

/** Assumed time per round until a hash has been measured: that of a slow machine of 2026. */
const FIRST_GUESS_MS = 0.05;
const WEIGHT_OF_NEWEST = 0.2;

/**
 * A bounded queue in front of bcrypt. Hashes run on threads that the rest of the process needs too, so only a few run
 * at the same time. A hash that would wait too long is refused immediately, so that the queue stays short. Known
 * clients have a share of the lanes that strangers cannot take: when both wait, three of four hashes are those of known
 * clients.
 */
@Injectable()
export class HashingLanes {
  private readonly queue = new HashQueue();
  private running = 0;
  private millisecondsPerRound = FIRST_GUESS_MS;

  constructor(
    private readonly config: Config,
    private readonly metrics: Metrics,
    private readonly tracing: Tracing,
  ) {
    metrics.hashes.readBy(() => ({ running: this.running, waiting: this.queue.length }));
  }

  /**
   * Runs `work`, a hash of the given bcrypt cost, when a lane is free, and returns its result.
   * @throws Overloaded when the wait would exceed HASH_QUEUE_SECONDS
   */
  async run<T>(cost: number, work: () => Promise<T>, isKnown = false): Promise<T> {
    const rounds = 2 ** cost;
    await this.enter(rounds, isKnown);
    const started = performance.now();
    try {
      return await this.tracing.inSpan('hash password', work);
    } finally {
      this.learn((performance.now() - started) / rounds);
      this.leave(rounds, isKnown);
    }
  }

  /** Waits as long as a stranger's hash started now would wait. @throws Overloaded when it would be refused */
  async turn(): Promise<void> {
    await this.enter(0, false);
    this.leave(0, false);
  }

  /**
   * Returns why a stranger's hash would be refused now, or nothing if it would be accepted. `expected` requests were
   * already admitted and come first. Retry-After is randomized, so that refused clients do not all return at the same
   * time.
   */
  refusal(expected = 0): Overloaded | undefined {
    return this.refusalAfter(this.waitSeconds(expected));
  }

  /** Returns the seconds that a stranger's hash would wait behind `expected` admitted requests. */
  waitSeconds(expected = 0): number {
    const { BCRYPT_COST, HASH_LANES } = this.config;
    if (Math.max(this.running, expected) < HASH_LANES) return 0;
    return this.secondsOf(Math.max(this.queue.pendingRounds, expected * 2 ** BCRYPT_COST));
  }

  /** Expected duration of a hash of the configured cost, in milliseconds, by recent measurements. */
  get millisecondsPerHash(): number {
    return 2 ** this.config.BCRYPT_COST * this.millisecondsPerRound;
  }

  private async enter(rounds: number, isKnown: boolean): Promise<void> {
    const refusal = isKnown ? this.refusalOfKnown() : this.refusal();
    if (refusal) throw refusal;
    return new Promise((start, refuse) => {
      this.queue.add({ rounds, isKnown, enteredAt: performance.now(), start, refuse });
      this.startNext();
    });
  }

  /**
   * Returns why a known client's hash would be refused now. Only one stranger's hash is expected after every third hash
   * of known clients.
   */
  private refusalOfKnown(): Overloaded | undefined {
    if (this.running < this.config.HASH_LANES) return undefined;
    return this.refusalAfter(this.secondsOf(this.queue.pendingRoundsOfKnown));
  }

  private refusalAfter(seconds: number): Overloaded | undefined {
    if (seconds <= this.config.HASH_QUEUE_SECONDS) return undefined;
    return new Overloaded(undefined, { retryAfter: seconds * (1 + Math.random()) });
  }

  private secondsOf(rounds: number): number {
    return (rounds * this.millisecondsPerRound) / this.config.HASH_LANES / 1000;
  }

  private learn(millisecondsPerRound: number): void {
    this.millisecondsPerRound += WEIGHT_OF_NEWEST * (millisecondsPerRound - this.millisecondsPerRound);
  }

  private leave(rounds: number, isKnown: boolean): void {
    this.running--;
    this.queue.remove(rounds, isKnown);
    this.startNext();
  }

  private startNext(): void {
    if (this.running >= this.config.HASH_LANES) return;
    const job = this.queue.next();
    if (!job) return;
    if (this.isOverdue(job)) return this.refuse(job);
    this.running++;
    if (job.rounds > 0) this.metrics.hashWaits.observe((performance.now() - job.enteredAt) / 1000);
    job.start();
  }

  /**
   * Returns whether a hash waited too long because the estimate was too low, for example on a busy machine. Its client
   * has given up by now.
   */
  private isOverdue({ enteredAt }: Job): boolean {
    return performance.now() - enteredAt > 1000 * this.config.HASH_QUEUE_SECONDS;
  }

  private refuse({ rounds, isKnown, refuse }: Job): void {
    this.queue.remove(rounds, isKnown);
    refuse(new Overloaded(undefined, { retryAfter: this.config.HASH_QUEUE_SECONDS }));
    this.startNext();
  }
}
