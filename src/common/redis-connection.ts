import type { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';

const ANSWER_MILLISECONDS = 1000;
const CONNECT_MILLISECONDS = 300;
const LONGEST_PAUSE_MILLISECONDS = 2000;

/**
 * A connection to Redis. Commands fail at once while Redis is away. When it owes an answer for a second the connection is
 * given up, and what waits on it fails. It comes back by itself.
 */
export async function connectRedis(url: string, logger: Logger): Promise<Redis> {
  const { Redis: Connection } = await import('ioredis');
  const connection = new Connection(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    autoResubscribe: false,
    socketTimeout: ANSWER_MILLISECONDS,
    connectTimeout: CONNECT_MILLISECONDS,
    retryStrategy: (times) => Math.min(times * 100, LONGEST_PAUSE_MILLISECONDS),
  });
  connection.on('error', (error) => logger.debug({ msg: 'Redis does not answer', reason: error.message }));
  return connection;
}
