import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Clock } from '../common/clock.js';
import { Metrics } from '../telemetry/metrics.js';
import { OutboxMessage } from './outbox-message.model.js';

const PAUSE_MS = 10_000;

/** Measures how many messages wait and for how long, in the whole database, so all replicas report the same. */
@Injectable()
export class OutboxBacklog implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Outbox');
  private timer?: NodeJS.Timeout;
  private counts = { queued: 0, dead: 0 };
  private oldest?: Date;

  constructor(
    @InjectModel(OutboxMessage) private readonly messages: typeof OutboxMessage,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {
    metrics.outboxMessages.readBy(() => this.counts);
    metrics.outboxOldestAge.readBy(() => this.oldestAgeSeconds);
  }

  onApplicationBootstrap(): void {
    if (!this.metrics.isOn) return;
    void this.measureOrReport();
    this.timer = setInterval(() => void this.measureOrReport(), PAUSE_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Reads the numbers again. */
  async measure(): Promise<void> {
    const [queued, dead, oldest] = [
      await this.messages.count({ where: { state: 'queued' } }),
      await this.messages.count({ where: { state: 'dead' } }),
      await this.messages.findOne({ where: { state: 'queued' }, attributes: ['createdAt'], order: ['id'] }),
    ];
    this.counts = { queued, dead };
    this.oldest = oldest?.createdAt;
  }

  private get oldestAgeSeconds(): number {
    return this.oldest ? (this.clock.now().getTime() - this.oldest.getTime()) / 1000 : 0;
  }

  private measureOrReport(): Promise<void> {
    return this.measure().catch((error: unknown) => this.logger.error(error));
  }
}
