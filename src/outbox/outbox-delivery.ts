import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Deliverers } from './deliverers.js';
import { OutboxAttempt } from './outbox-attempt.js';
import { OutboxKick } from './outbox-kick.js';
import { OutboxLeases } from './outbox-leases.js';

/**
 * How often this replica looks for messages of other replicas, and for messages that are due again, in milliseconds.
 */
const POLL_MS = 1000;
/** Maximum number of messages that one replica delivers concurrently. */
const LANES = 5;
/** How long attempts may continue once the service is stopping, in milliseconds. */
const STOP_TIMEOUT_MS = 3000;

/** Delivers messages in each replica while the service runs: at once after a kick, and whenever some are due. */
@Injectable()
export class OutboxDelivery implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Outbox');
  private readonly stopping = new AbortController();
  private readonly cutOff = new AbortController();
  private readonly underWay = new Map<string, Promise<void>>();
  private pause = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private isFailing = false;

  constructor(
    private readonly leases: OutboxLeases,
    private readonly attempt: OutboxAttempt,
    private readonly deliverers: Deliverers,
    private readonly outbox: OutboxKick,
  ) {}

  onApplicationBootstrap(): void {
    this.outbox.whenKicked(() => this.pause.abort());
    this.running = this.keepRunning();
  }

  /** Starts no more attempts, waits a while for the running ones, then aborts them. They are tried again later. */
  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    this.pause.abort();
    const timer = setTimeout(() => this.cutOff.abort(), STOP_TIMEOUT_MS);
    await this.running;
    await Promise.all(this.underWay.values());
    clearTimeout(timer);
  }

  private async keepRunning(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      this.pause = new AbortController(); // created before the query, so that a kick during the query is not lost
      await this.begin().catch((error: unknown) => this.report(error));
      const { signal } = this.pause;
      if (!this.stopping.signal.aborted)
        await sleep(POLL_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** Starts as many attempts as lanes are free. When an attempt ends, its lane is free and the next one is started. */
  private async begin(): Promise<void> {
    const room = LANES - this.underWay.size;
    if (room === 0) return;
    const due = await this.leases.due(this.deliverers.kinds, LANES);
    this.isFailing = false;
    for (const id of due.filter((one) => !this.underWay.has(one)).slice(0, room)) this.begun(id);
  }

  private begun(id: string): void {
    const work = this.attempt
      .run(id, this.cutOff.signal)
      .catch((error: unknown) => this.report(error))
      .then(() => void this.underWay.delete(id))
      .then(() => this.pause.abort());
    this.underWay.set(id, work);
  }

  /** Logs once per outage of the database. */
  private report(error: unknown): void {
    if (!this.isFailing) this.logger.error(error);
    this.isFailing = true;
  }
}
