import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { Transaction } from 'sequelize';
import { connectRedis } from '../common/redis-connection.js';
import { Config } from '../config/config.js';
import { type CounterState, MEMORY, MAX_LEVELS, type Rule } from './counter.js';
import type { SharedCounters } from './shared-counters.js';

const PREFIX = 'watchword:limit:';
const TIMEOUT_MS = 200;

/** Redis runs a script atomically. The time comes from the caller, because tests move it. */
const COUNT = `
local now, limit, length, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local stored = redis.call('HMGET', KEYS[1], 'hits', 'level', 'endsAt', 'resetAt')
local hits, level, endsAt = tonumber(stored[1]) or 0, tonumber(stored[2]) or 0, tonumber(stored[3]) or 0
if endsAt <= now then
  if endsAt + ${MEMORY} <= now then level = 0
  elseif hits >= limit then level = math.min(level + 1, ${MAX_LEVELS}) end
  hits, endsAt = 0, now + math.min(length * 2 ^ level, longest)
end
hits = math.min(hits + 1, limit + 1)
redis.call('HSET', KEYS[1], 'hits', hits, 'level', level, 'endsAt', endsAt)
redis.call('PEXPIRE', KEYS[1], endsAt - now + ${MEMORY})
return { hits, level, endsAt, tonumber(stored[4]) or 0 }`;

/**
 * Removes a hit from its window, and marks that as a reset, because other replicas know of more hits. The time of a
 * reset only grows, so that two in one millisecond differ.
 */
const GIVE_BACK = `
local limit, wanted, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local stored = redis.call('HMGET', KEYS[1], 'hits', 'endsAt', 'resetAt')
local hits, endsAt, resetAt = tonumber(stored[1]) or 0, tonumber(stored[2]) or 0, tonumber(stored[3]) or 0
if endsAt == wanted then
  hits = math.max(0, math.min(hits, limit) - 1)
  redis.call('HSET', KEYS[1], 'hits', hits, 'resetAt', math.max(now, resetAt + 1))
end`;

/**
 * Resets a counter and leaves a marker for the other replicas: a missing key alone would not tell that a password was
 * correct. The marker lives as long as the counter would have.
 */
const FORGET = `
for _, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 1 then
    redis.call('HSET', key, 'hits', 0, 'level', 0, 'endsAt', 0, 'resetAt', ARGV[1])
  end
end`;

type WithScripts = Redis & {
  count(
    key: string,
    ...rule: number[]
  ): Promise<[hits: number, level: number, endsAt: number, resetAt: number]>;
  giveBack(key: string, ...window: number[]): Promise<unknown>;
  forget(keys: number, ...keysAndNow: (string | number)[]): Promise<unknown>;
};

/** Counters in Redis. Calls fail at once while Redis is disconnected, and after 200 ms when it does not respond. */
@Injectable()
export class RedisCounters implements SharedCounters, OnModuleInit, OnModuleDestroy {
  readonly mayForget = true;
  readonly isDurable = false;
  private readonly logger = new Logger(RedisCounters.name);
  private redis?: WithScripts;

  constructor(private readonly config: Config) {}

  async onModuleInit(): Promise<void> {
    if (!this.config.REDIS_URL) return;
    const connection = await connectRedis(this.config.REDIS_URL, this.logger);
    connection.defineCommand('count', { numberOfKeys: 1, lua: COUNT });
    connection.defineCommand('giveBack', { numberOfKeys: 1, lua: GIVE_BACK });
    connection.defineCommand('forget', { lua: FORGET });
    this.redis = connection as WithScripts;
  }

  onModuleDestroy(): void {
    this.redis?.disconnect();
  }

  /**
   * Counts one hit in one step. Returns the new state. @throws when Redis is disconnected or does not respond in time
   */
  async count(id: string, { limit, length, longest }: Rule, now: number): Promise<CounterState | undefined> {
    if (!this.redis) return undefined;
    const [hits, level, endsAt, resetAt] = await inTime(
      this.redis.count(PREFIX + id, now, limit, length, longest),
    );
    return { hits, level, endsAt, resetAt };
  }

  /** Gives a hit back in one step. @throws when Redis is disconnected or does not respond in time */
  async giveBack(id: string, { limit }: Rule, endsAt: number, now: number): Promise<void> {
    if (this.redis) await inTime(this.redis.giveBack(PREFIX + id, limit, endsAt, now));
  }

  /**
   * Resets counters if the transaction commits. A counter that Redis does not reset in time expires with its window.
   */
  async forget(ids: string[], now: number, transaction: Transaction): Promise<void> {
    const { redis } = this;
    if (!redis) return;
    transaction.afterCommit(async () => {
      const keys = ids.map((id) => PREFIX + id);
      await inTime(redis.forget(ids.length, ...keys, now)).catch((error: unknown) =>
        this.logger.debug(error),
      );
    });
  }
}

/**
 * Adds the timeout. Responses that arrived while this process was busy are read first, so they are not treated as late.
 */
function inTime<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error('Redis takes too long'));
    const timer = setTimeout(() => setImmediate(giveUp), TIMEOUT_MS);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
