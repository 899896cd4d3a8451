import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../telemetry/metrics.js';
import { RevocationMemory } from './revocation-memory.js';
import { RevocationsService } from './revocations.service.js';

const PAUSE_MILLISECONDS = 400;
const BATCH = 1000;

/** Brings what other replicas revoke into this one's memory, well within a second. */
@Injectable()
export class RevocationPoller implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(RevocationPoller.name);
  private readonly stopping = new AbortController();
  private position = 0;
  private isFailing = false;
  private isCaughtUp = false;

  constructor(
    private readonly revocations: RevocationsService,
    private readonly memory: RevocationMemory,
    metrics: Metrics,
  ) {
    metrics.revocationAge.readBy(() => memory.ageSeconds);
    metrics.revocations.readBy(() => memory.size);
  }

  async onModuleInit(): Promise<void> {
    await this.poll();
    void this.keepPolling();
  }

  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /** Takes in everything that was committed before the call. */
  async poll(): Promise<void> {
    const askedAt = performance.now();
    for (;;) {
      const entries = await this.revocations.after(this.position, BATCH);
      this.memory.add(this.isCaughtUp ? entries : entries.filter((entry) => this.memory.mayMatter(entry)));
      this.position = entries.at(-1)?.position ?? this.position;
      if (entries.length < BATCH) break;
    }
    this.isCaughtUp = true;
    this.memory.markFresh(askedAt);
    this.memory.forgetOld();
  }

  private async keepPolling(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await sleep(PAUSE_MILLISECONDS, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await this.poll().then(
        () => this.report(false),
        (error: unknown) => this.report(true, error),
      );
    }
  }

  private report(isFailing: boolean, error?: unknown): void {
    if (isFailing !== this.isFailing && isFailing) this.logger.error(error);
    if (isFailing !== this.isFailing && !isFailing) this.logger.log('the revocation feed is read again');
    this.isFailing = isFailing;
  }
}
