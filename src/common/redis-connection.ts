import type { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';

const COMMAND_MILLISECONDS = 200;
const CONNECT_MILLISECONDS = 300;
const LONGEST_PAUSE_MILLISECONDS = 2000;

/**
 * A connection that nothing waits long for: a command is answered within 200 ms or fails, and fails at once while Redis
 * is away. It comes back by itself.
 */
export async function connectRedis(url: string, logger: Logger): Promise<Redis> {
  const { Redis: Connection } = await import('ioredis');
  const connection = new Connection(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    autoResubscribe: false,
    commandTimeout: COMMAND_MILLISECONDS,
    connectTimeout: CONNECT_MILLISECONDS,
    retryStrategy: (times) => Math.min(times * 100, LONGEST_PAUSE_MILLISECONDS),
  });
  connection.on('error', (error) => logger.debug({ msg: 'Redis does not answer', reason: error.message }));
  return connection;
}
