import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../telemetry/metrics.js';
import { faultOf, type Progress } from './feed-continuity.js';
import { type FeedHead, noteOf } from './feed-epoch.js';
import type { RevocationEntry } from './revocation-entry.js';
import { RevocationMemory } from './revocation-memory.js';
import { RevocationRecovery } from './revocation-recovery.js';
import { RevocationsService } from './revocations.service.js';

const PAUSE_MS = 400;
const BATCH = 1000;

/** Polls the database for revocations of other replicas, so that they are in memory well within a second. */
@Injectable()
export class RevocationPoller implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(RevocationPoller.name);
  private readonly stopping = new AbortController();
  private progress: Progress = { position: 0 };
  private polling: Promise<unknown> = Promise.resolve();
  private head?: FeedHead;
  private isFailing = false;
  private isCaughtUp = false;

  constructor(
    private readonly revocations: RevocationsService,
    private readonly memory: RevocationMemory,
    private readonly recovery: RevocationRecovery,
    metrics: Metrics,
  ) {
    metrics.revocationAge.readBy(() => memory.freshness.ageSeconds);
    metrics.revocations.readBy(() => memory.size);
  }

  async onModuleInit(): Promise<void> {
    await this.poll();
    void this.keepPolling();
  }

  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /** A note for the operator about the feed, or nothing. */
  get note(): string | undefined {
    return this.head && noteOf(this.head, new Date());
  }

  /** Adds everything committed before the call to the memory. Calls run one after the other. */
  poll(): Promise<void> {
    const turn = this.polling.then(() => this.takeAll());
    this.polling = turn.catch(() => undefined);
    return turn;
  }

  private async takeAll(): Promise<void> {
    const askedAt = performance.now();
    if (this.memory.hasClockGoneBack()) this.beginAnew();
    while (await this.takeSome());
    this.isCaughtUp = true;
    this.memory.freshness.mark(askedAt);
    this.memory.forgetOld();
  }

  /**
   * Reads one page and returns whether there may be more. It reads the newest known entry again, which must still be
   * there.
   */
  private async takeSome(): Promise<boolean> {
    const { progress } = this;
    const { newest } = this.memory; // taken before the query: entries that arrive later may be missing in its result
    const entries = await this.revocations.after(progress.position - 1, BATCH);
    const head = await this.revocations.head();
    const look = { entries, isWhole: entries.length < BATCH, head };
    const fault = faultOf(progress, newest, look, (entry) => this.memory.mayMatter(entry));
    if (fault) {
      const position = Math.max(progress.position, newest?.position ?? 0);
      this.progress = await this.recovery.recover(fault, { ...progress, position }, head);
      return true;
    }
    const added = entries.filter(({ position }) => position > progress.position);
    this.memory.add(this.isCaughtUp ? added : added.filter((entry) => this.memory.mayMatter(entry)));
    this.head = head;
    this.advance(added.at(-1), head?.epoch);
    return !look.isWhole;
  }

  private beginAnew(): void {
    this.progress = { epoch: this.progress.epoch, position: 0 };
    this.isCaughtUp = false;
  }

  private advance(entry: RevocationEntry | undefined, epoch: string | undefined): void {
    this.progress = entry ? { epoch, position: entry.position, entry } : { ...this.progress, epoch };
  }

  private async keepPolling(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await sleep(PAUSE_MS, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await this.poll().then(
        () => this.report(false),
        (error: unknown) => this.report(true, error),
      );
    }
  }

  private report(isFailing: boolean, error?: unknown): void {
    if (isFailing !== this.isFailing && isFailing) this.logger.error(error);
    if (isFailing !== this.isFailing && !isFailing) this.logger.log('the revocation feed can be read again');
    this.isFailing = isFailing;
  }
}
