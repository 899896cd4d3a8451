import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { cookieOf, hostCookieHeader } from '../http/host-cookie.js';

const COOKIE = '__Host-watchword_form';
const SECRET_BYTES = 32;
const NONCE_BYTES = 16;
const SECRET = /^[\w-]{43}$/;

/** How long a form is valid after it was last shown, in seconds. */
const COOKIE_SECONDS = 86_400;

/** Returns the secret that the forms of a browser are bound to, from the cookie of a request. It gives no access. */
export function formSecretOf(request: FastifyRequest): string | undefined {
  const secret = cookieOf(request, COOKIE);
  return secret !== undefined && SECRET.test(secret) ? secret : undefined;
}

/** Creates a secret for a browser that has none yet. */
export function newFormSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/**
 * Creates a token for a form. It differs each time, so that the length of a compressed page does not reveal it
 * (BREACH).
 */
export function formTokenFor(secret: string): string {
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  return `${nonce}.${tagOf(nonce, secret)}`;
}

/** Returns whether a token was made for the browser with this secret. */
export function isFormToken(token: unknown, secret: string): boolean {
  const [nonce = '', tag = ''] = typeof token === 'string' ? token.split('.', 2) : [];
  const [shown, expected] = [Buffer.from(tag), Buffer.from(tagOf(nonce, secret))];
  return shown.length === expected.length && timingSafeEqual(shown, expected);
}

/**
 * Returns the Set-Cookie header that keeps the secret, or removes it. SameSite is Lax, because a page opened from
 * another site must not replace the secret: the forms in other tabs need it.
 */
export function formCookieHeader(secret: string | undefined): string {
  return hostCookieHeader(COOKIE, secret ?? '', secret === undefined ? 0 : COOKIE_SECONDS, 'lax');
}

function tagOf(nonce: string, secret: string): string {
  return createHmac('sha256', secret).update(nonce).digest('base64url');
}
