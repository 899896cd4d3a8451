import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Config } from '../config/config.js';
import type { RevocationEntry } from './revocation-entry.js';
import { RevocationMemory } from './revocation-memory.js';

const CHANNEL = 'watchword:revocations';
const COMMAND_MILLISECONDS = 200;
const CONNECT_MILLISECONDS = 300;
const LONGEST_PAUSE_MILLISECONDS = 2000;

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
    const { Redis: Connection } = await import('ioredis');
    this.connections = [0, 1].map(() => this.connect(Connection, this.config.REDIS_URL as string));
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

  private connect(Connection: typeof Redis, url: string): Redis {
    const connection = new Connection(url, {
      maxRetriesPerRequest: 1,
      enableOfflineQueue: false,
      autoResubscribe: false,
      commandTimeout: COMMAND_MILLISECONDS,
      connectTimeout: CONNECT_MILLISECONDS,
      retryStrategy: (times) => Math.min(times * 100, LONGEST_PAUSE_MILLISECONDS),
    });
    connection.on('error', (error) =>
      this.logger.debug({ msg: 'Redis does not answer', reason: error.message }),
    );
    return connection;
  }

  private receive(text: string): void {
    try {
      this.memory.add(JSON.parse(text) as RevocationEntry[]);
    } catch {
      this.logger.warn('could not read a message from Redis');
    }
  }
}
