import { randomBytes } from 'node:crypto';
import type { ClientContext } from '../common/client-context.js';
import { hashOfSecret } from '../common/secret-hash.js';

const RANDOM_BYTES = 32;
/** 256 random bits in base64url. */
const RANDOM = /^[\w-]{43}$/;

/** A text that cannot be guessed. */
export function randomText(): string {
  return randomBytes(RANDOM_BYTES).toString('base64url');
}

/**
 * What a new challenge is bound to, where the client stores cookies: it then counts only together with that. Challenges
 * in several tabs share the key that the browser has, so that none ends the others.
 */
export function newSignInKey(client: ClientContext): string | undefined {
  return client.takesCookies ? (signInKeyOf(client) ?? randomText()) : undefined;
}

/** The keys that a challenge of this client may be bound to: none, or that of its cookie. */
export function possibleSignInKeys(client: ClientContext | undefined): (string | undefined)[] {
  const key = client && signInKeyOf(client);
  return key === undefined ? [undefined] : [undefined, key];
}

/** What is bound to a browser is hashed together with its key, so that without it the challenge is an unknown one. */
export function hashOfChallenge(challenge: string, signInKey: string | undefined): string {
  return hashOfSecret(signInKey === undefined ? challenge : `${signInKey}.${challenge}`);
}

/**
 * What a challenge of this client may be stored as. A text of another form is no challenge: with the key put before it, one
 * that is bound would count without the cookie.
 */
export function possibleHashes(challenge: string, client: ClientContext | undefined): string[] {
  if (!RANDOM.test(challenge)) return [];
  return possibleSignInKeys(client).map((signInKey) => hashOfChallenge(challenge, signInKey));
}

function signInKeyOf({ signInKey }: ClientContext): string | undefined {
  return signInKey !== undefined && RANDOM.test(signInKey) ? signInKey : undefined;
}
