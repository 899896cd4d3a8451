import type { Config } from '../config/config.js';

/** Maximum difference between the clocks of replicas and verifiers, in seconds. Keys are retired that much later. */
const CLOCK_SKEW_SECONDS = 60;

/** Returns how often a replica reads the keys from the database, in seconds. */
export function reloadSeconds({ JWKS_MAX_AGE }: Config): number {
  return Math.min(JWKS_MAX_AGE / 2, CLOCK_SKEW_SECONDS / 2);
}

/**
 * Returns how long a new key is published before it signs, in seconds. A replica may have read the keys just before the
 * new one was added, and a verifier may have fetched them from that replica just before it reloads.
 */
export function publishAheadSeconds(config: Config): number {
  return config.JWKS_MAX_AGE + 2 * reloadSeconds(config);
}

/** Returns how long a key is kept after its successor started to sign, in seconds: until its last token has expired. */
export function retireAfterSeconds({ ACCESS_TOKEN_TTL }: Config): number {
  return ACCESS_TOKEN_TTL + CLOCK_SKEW_SECONDS;
}
