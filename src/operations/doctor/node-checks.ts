import type { Config } from '../../config/config.js';
import { type Finding, ok, warning } from './finding.js';

/** End of life of each Node.js release line, by the published schedule. */
const END_OF_LIFE: Record<number, string> = {
  20: '2026-04-30',
  21: '2024-06-01',
  22: '2027-04-30',
  23: '2025-06-01',
  24: '2028-04-30',
  25: '2026-06-01',
  26: '2029-04-30',
};

/** Threads left for other work than hashing: files, DNS, SQLite. */
const OTHER_THREADS = 2;

/** Checks whether this Node.js version still gets fixes. */
export function nodeVersion(version: string, today: Date): Finding {
  const check = 'Node.js';
  const end = END_OF_LIFE[Number.parseInt(version, 10)];
  if (end === undefined || today < new Date(end)) return ok(check, `${version} gets fixes`);
  return warning(check, `${version} gets no fixes since ${end}. Use the newest LTS release.`);
}

/** Checks whether hashing leaves threads for the rest of the process. */
export function hashLanes({ HASH_LANES, threadPoolSize }: Config): Finding {
  const check = 'hashing threads';
  const wanted = HASH_LANES + OTHER_THREADS;
  const state = `HASH_LANES is ${HASH_LANES} of ${threadPoolSize} threads`;
  if (threadPoolSize >= wanted) return ok(check, state);
  return warning(
    check,
    `${state}, and other work waits while passwords are hashed. Start with UV_THREADPOOL_SIZE=${wanted}.`,
  );
}
