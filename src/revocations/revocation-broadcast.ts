import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { connectRedis } from '../common/redis-connection.js';
import { Config } from '../config/config.js';
import type { RevocationEntry } from './revocation-entry.js';
import { RevocationMemory } from './revocation-memory.js';

const CHANNEL = 'watchword:revocations';

/**
 * Pushes revocations to the other replicas through Redis, where there is one. It only saves time: what Redis loses, the
 * poll of the database brings.
 */
@Injectable()
export class RevocationBroadcast implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(RevocationBroadcast.name);
  private connections: Redis[] = [];

  constructor(
    private readonly config: Config,
    private readonly memory: RevocationMemory,
  ) {}

  async onModuleInit(): Promise<void> {
    if (!this.config.REDIS_URL) return;
    const { REDIS_URL: url } = this.config;
    this.connections = [await connectRedis(url, this.logger), await connectRedis(url, this.logger)];
    const [subscriber] = this.connections;
    subscriber?.on('ready', () => void subscriber.subscribe(CHANNEL).catch(() => undefined));
    subscriber?.on('message', (_channel, text) => this.receive(text));
  }

  onModuleDestroy(): void {
    for (const connection of this.connections) connection.disconnect();
  }

  /** Tells the other replicas. Nobody waits for it. */
  publish(entries: readonly RevocationEntry[]): void {
    this.connections[1]?.publish(CHANNEL, JSON.stringify(entries)).catch(() => undefined);
  }

  private receive(text: string): void {
    try {
      this.memory.add(JSON.parse(text) as RevocationEntry[]);
    } catch {
      this.logger.warn('could not read a message from Redis');
    }
  }
}
