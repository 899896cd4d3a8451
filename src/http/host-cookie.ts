import { parse, serialize } from 'cookie';
import type { FastifyRequest } from 'fastify';

const MAX_LENGTH = 200;

/** Returns the value of a cookie, unless it is longer than any of ours. */
export function cookieOf({ headers: { cookie } }: FastifyRequest, name: string): string | undefined {
  const value = cookie?.includes(name) ? parse(cookie)[name] : undefined;
  return value !== undefined && value.length <= MAX_LENGTH ? value : undefined;
}

/** The pages from which a browser sends a cookie (RFC 6265bis 5.6.7). */
export type SameSite = 'strict' | 'lax' | 'none';

/**
 * Returns the Set-Cookie header of a `__Host-` cookie, which scripts cannot read, and which other sites cannot send
 * unless `sameSite` allows it. `maxAge` is in seconds.
 */
export function hostCookieHeader(
  name: `__Host-${string}`,
  value: string,
  maxAge: number,
  sameSite: SameSite = 'strict',
): string {
  return serialize(name, value, { path: '/', httpOnly: true, secure: true, sameSite, maxAge });
}
