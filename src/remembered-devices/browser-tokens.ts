import { randomBytes } from 'node:crypto';
import type { ClientContext } from '../common/client-context.js';

const TOKEN_BYTES = 32;
/** 256 random bits in base64url. */
const TOKEN = /^[\w-]{43}$/;
/**
 * Maximum number of tokens in the cookie of a browser: one for each of the last four users, because several may share
 * it.
 */
const MAX_TOKENS = 4;

/** Creates a token for a browser that is to be remembered. */
export function newBrowserToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** Returns the tokens in the cookie of a browser, which are not verified yet. */
export function browserTokensOf({ rememberedTokens = '' }: ClientContext): string[] {
  return rememberedTokens
    .split('.')
    .filter((token) => TOKEN.test(token))
    .slice(0, MAX_TOKENS);
}

/** Returns the value of the cookie: the newest token first, then as many tokens of other users as fit. */
export function browserCookie(newest: string, others: readonly string[]): string {
  return [newest, ...others].slice(0, MAX_TOKENS).join('.');
}
