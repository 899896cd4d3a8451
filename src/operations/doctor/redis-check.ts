import type { Config } from '../../config/config.js';
import { type Finding, ok, warning } from './finding.js';

const CONNECT_TIMEOUT_MS = 500;

/** Checks whether Redis responds, if one is configured. */
export async function redisFindings({ REDIS_URL }: Config): Promise<Finding[]> {
  if (!REDIS_URL) return [];
  const { Redis } = await import('ioredis');
  const connection = new Redis(REDIS_URL, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: () => null,
  });
  let reason = '';
  connection.on('error', (error) => (reason = error.message));
  try {
    await connection.connect();
    await connection.ping();
    return [ok('Redis', 'answers')];
  } catch (error) {
    return [
      warning(
        'Redis',
        `does not answer (${reason || (error as Error).message}). It is done without; mend it or unset REDIS_URL.`,
      ),
    ];
  } finally {
    connection.disconnect();
  }
}
