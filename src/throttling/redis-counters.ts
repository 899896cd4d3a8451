import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { connectRedis } from '../common/redis-connection.js';
import { Config } from '../config/config.js';
import { type CounterState, MEMORY, MOST_LEVELS, type Rule } from './counter.js';
import type { SharedCounters } from './shared-counters.js';

const PREFIX = 'watchword:limit:';
const PATIENCE_MILLISECONDS = 200;

/** Redis runs a script as one step. The time is the caller's: a test may move it. */
const COUNT = `
local now, limit, length, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local stored = redis.call('HMGET', KEYS[1], 'hits', 'level', 'endsAt')
local hits, level, endsAt = tonumber(stored[1]) or 0, tonumber(stored[2]) or 0, tonumber(stored[3]) or 0
if endsAt <= now then
  if endsAt + ${MEMORY} <= now then level = 0
  elseif hits >= limit then level = math.min(level + 1, ${MOST_LEVELS}) end
  hits, endsAt = 0, now + math.min(length * 2 ^ level, longest)
end
hits = math.min(hits + 1, limit + 1)
redis.call('HSET', KEYS[1], 'hits', hits, 'level', level, 'endsAt', endsAt)
redis.call('PEXPIRE', KEYS[1], endsAt - now + ${MEMORY})
return { hits, level, endsAt }`;

type WithCount = Redis & {
  count(key: string, ...rule: number[]): Promise<[hits: number, level: number, endsAt: number]>;
};

/** Counters in Redis. Rejects at once while Redis is away, and after 200 ms when it does not answer. */
@Injectable()
export class RedisCounters implements SharedCounters, OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(RedisCounters.name);
  private redis?: WithCount;

  constructor(private readonly config: Config) {}

  async onModuleInit(): Promise<void> {
    if (!this.config.REDIS_URL) return;
    const connection = await connectRedis(this.config.REDIS_URL, this.logger);
    connection.defineCommand('count', { numberOfKeys: 1, lua: COUNT });
    this.redis = connection as WithCount;
  }

  onModuleDestroy(): void {
    this.redis?.disconnect();
  }

  async count(id: string, { limit, length, longest }: Rule, now: number): Promise<CounterState | undefined> {
    if (!this.redis) return undefined;
    const [hits, level, endsAt] = await inTime(this.redis.count(PREFIX + id, now, limit, length, longest));
    return { hits, level, endsAt };
  }

  async forget(ids: string[]): Promise<void> {
    if (this.redis) await inTime(this.redis.del(ids.map((id) => PREFIX + id)));
  }
}

/** Answers that arrived while this process was busy are read first: it is not Redis that was late then. */
function inTime<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error('Redis takes too long'));
    const timer = setTimeout(() => setImmediate(giveUp), PATIENCE_MILLISECONDS);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
