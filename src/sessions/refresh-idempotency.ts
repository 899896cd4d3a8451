import { hashOfSecret } from '../common/secret-hash.js';

/**
 * Returns what a session stores of the `Idempotency-Key` of a refresh; empty without a key. It is hashed together with the
 * token, so the key is valid only with that token, and the hash cannot be guessed without it.
 */
export function repeatKeyHashOf(refreshToken: string, key: string | undefined): string {
  return key === undefined ? '' : hashOfSecret(`${refreshToken}.${key}`);
}

/** Returns whether a refresh has the idempotency key of the refresh that the session answered last. */
export function isSameKey(presented: string, stored: string): boolean {
  return presented !== '' && presented === stored;
}
