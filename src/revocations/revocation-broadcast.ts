import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { connectRedis } from '../common/redis-connection.js';
import { Config } from '../config/config.js';
import { type DerivedKey, deriveKey } from '../secrets/derived-keys.js';
import type { RevocationEntry } from './revocation-entry.js';
import { RevocationMemory } from './revocation-memory.js';

const CHANNEL = 'watchword:revocations';
const SEAL_BYTES = 32;

/**
 * Pushes revocations to the other replicas through Redis, if it is configured. This only saves time: entries that Redis
 * loses are found by polling the database. All users of a Redis server share its channels, whatever database number
 * they use, and a replica would mistake the positions of another installation for its own. So each message carries a
 * MAC that only this installation can compute.
 */
@Injectable()
export class RevocationBroadcast implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(RevocationBroadcast.name);
  private readonly sealKey: DerivedKey;
  private connections: Redis[] = [];

  constructor(
    private readonly config: Config,
    private readonly memory: RevocationMemory,
  ) {
    this.sealKey = deriveKey(config, 'revocationBroadcast', config.ISSUER);
  }

  async onModuleInit(): Promise<void> {
    if (!this.config.REDIS_URL) return;
    const { REDIS_URL: url } = this.config;
    this.connections = [await connectRedis(url, this.logger), await connectRedis(url, this.logger)];
    const [subscriber] = this.connections;
    subscriber?.on('ready', () => void subscriber.subscribe(CHANNEL).catch(() => undefined));
    subscriber?.on('messageBuffer', (_channel, message) => this.receive(message));
  }

  onModuleDestroy(): void {
    for (const connection of this.connections) connection.disconnect();
  }

  /** Sends the entries to the other replicas in the background. */
  publish(entries: readonly RevocationEntry[]): void {
    const text = Buffer.from(JSON.stringify(entries));
    const message = Buffer.concat([sealOf(text, this.sealKey.current), text]);
    this.connections[1]?.publish(CHANNEL, message).catch(() => undefined);
  }

  private receive(message: Buffer): void {
    const [seal, text] = [message.subarray(0, SEAL_BYTES), message.subarray(SEAL_BYTES)];
    const isOurs = (key: Buffer) => timingSafeEqual(seal, sealOf(text, key));
    if (seal.length !== SEAL_BYTES || !this.sealKey.all.some(isOurs)) return;
    // A replica from before migration 017 sends entries without ids. They are ignored here; polling finds them, with
    // ids that all replicas derive alike.
    const entries = JSON.parse(text.toString()) as Partial<RevocationEntry>[];
    this.memory.add(entries.filter((entry): entry is RevocationEntry => entry.id !== undefined));
  }
}

function sealOf(text: Buffer, key: Buffer): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
