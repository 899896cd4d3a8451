import { randomBytes } from 'node:crypto';
import type { ClientContext } from '../common/client-context.js';
import { hashOfSecret } from '../common/secret-hash.js';

const RANDOM_BYTES = 32;
/** 256 random bits in base64url. */
const RANDOM = /^[\w-]{43}$/;

/** Returns a text of 256 random bits, which cannot be guessed. */
export function randomText(): string {
  return randomBytes(RANDOM_BYTES).toString('base64url');
}

/**
 * Returns the key that a new challenge is bound to if the client stores cookies: the challenge is then only
 * valid together with its key. Challenges in several tabs share the key that the browser has, so that none
 * makes the others invalid.
 */
export function newSignInKey(client: ClientContext): string | undefined {
  return client.takesCookies ? (signInKeyOf(client) ?? randomText()) : undefined;
}

/** Returns the keys that a challenge of this client may be bound to: no key, or the one in its cookie. */
export function possibleSignInKeys(client: ClientContext | undefined): (string | undefined)[] {
  const key = client && signInKeyOf(client);
  return key === undefined ? [undefined] : [undefined, key];
}

/**
 * Returns the hash of a challenge. If it is bound to a browser, it is hashed together with its key, so that
 * without the key it is unknown.
 */
export function hashOfChallenge(challenge: string, signInKey: string | undefined): string {
  return hashOfSecret(signInKey === undefined ? challenge : `${signInKey}.${challenge}`);
}

/**
 * Returns the hashes that a challenge of this client may be stored as. A text of another form is refused:
 * otherwise a bound challenge with its key in front of it would be accepted without the cookie.
 */
export function possibleHashes(challenge: string, client: ClientContext | undefined): string[] {
  if (!RANDOM.test(challenge)) return [];
  return possibleSignInKeys(client).map((signInKey) => hashOfChallenge(challenge, signInKey));
}

function signInKeyOf({ signInKey }: ClientContext): string | undefined {
  return signInKey !== undefined && RANDOM.test(signInKey) ? signInKey : undefined;
}
