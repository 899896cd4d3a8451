import type { FastifyRequest } from 'fastify';
import { cookieOf, hostCookieHeader } from './host-cookie.js';

const NAME = '__Host-watchword_device';

/** Returns the device token from the cookie of a request. */
export function deviceCookieOf(request: FastifyRequest): string | undefined {
  return cookieOf(request, NAME);
}

/** Returns the Set-Cookie header for a device token. `maxAge` is in seconds. */
export function deviceCookieHeader(token: string, maxAge: number): string {
  return hostCookieHeader(NAME, token, maxAge);
}
