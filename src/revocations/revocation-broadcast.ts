import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { connectRedis } from '../common/redis-connection.js';
import { Config } from '../config/config.js';
import type { RevocationEntry } from './revocation-entry.js';
import { RevocationMemory } from './revocation-memory.js';

const CHANNEL = 'watchword:revocations';
const SEAL_BYTES = 32;

/**
 * Pushes revocations to the other replicas through Redis, where there is one. It only saves time: what Redis loses, the
 * poll of the database brings. A channel of Redis is open to all who use that Redis, whatever database number they
 * name, and another installation counts its own positions: an entry of theirs would hide one of ours. So each message
 * carries a seal that only this installation can make.
 */
@Injectable()
export class RevocationBroadcast implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(RevocationBroadcast.name);
  private readonly sealKey: Buffer;
  private connections: Redis[] = [];

  constructor(
    private readonly config: Config,
    private readonly memory: RevocationMemory,
  ) {
    const purpose = `watchword revocation broadcast ${config.ISSUER}`;
    this.sealKey = Buffer.from(hkdfSync('sha256', config.secretKey, '', purpose, 32));
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

  /** Tells the other replicas. Nobody waits for it. */
  publish(entries: readonly RevocationEntry[]): void {
    const text = Buffer.from(JSON.stringify(entries));
    const message = Buffer.concat([this.sealOf(text), text]);
    this.connections[1]?.publish(CHANNEL, message).catch(() => undefined);
  }

  private receive(message: Buffer): void {
    const [seal, text] = [message.subarray(0, SEAL_BYTES), message.subarray(SEAL_BYTES)];
    if (seal.length !== SEAL_BYTES || !timingSafeEqual(seal, this.sealOf(text))) return;
    this.memory.add(JSON.parse(text.toString()) as RevocationEntry[]);
  }

  private sealOf(text: Buffer): Buffer {
    return createHmac('sha256', this.sealKey).update(text).digest();
  }
}
