import type { FastifyRequest } from 'fastify';
import { cookieOf, hostCookieHeader, type SameSite } from './host-cookie.js';

const NAME = '__Host-watchword_sign_in';

/** Returns what a browser has been given together with the challenge of a sign-in under way. */
export function signInCookieOf(request: FastifyRequest): string | undefined {
  return cookieOf(request, NAME);
}

/** Returns the Set-Cookie header that binds a sign-in under way to a browser. `maxAge` is in seconds. */
export function signInCookieHeader(key: string, maxAge: number, sameSite: SameSite): string {
  return hostCookieHeader(NAME, key, maxAge, sameSite);
}
