import type { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';

const ANSWER_TIMEOUT_MS = 1000;
const CONNECT_TIMEOUT_MS = 300;
const MAX_PAUSE_MS = 2000;

/**
 * Opens a connection to Redis. Commands fail at once while Redis is disconnected. If a response takes longer than a
 * second, the connection is closed and all waiting commands fail. It reconnects by itself.
 */
export async function connectRedis(url: string, logger: Logger): Promise<Redis> {
  const { Redis: Connection } = await import('ioredis');
  const connection = new Connection(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    autoResubscribe: false,
    socketTimeout: ANSWER_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: (times) => Math.min(times * 100, MAX_PAUSE_MS),
  });
  connection.on('error', (error) => logger.debug({ msg: 'Redis does not answer', reason: error.message }));
  return connection;
}
