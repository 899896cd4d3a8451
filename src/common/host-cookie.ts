import { parse, serialize } from 'cookie';
import type { FastifyRequest } from 'fastify';

const LONGEST = 200;

/** The value of a cookie that a browser sent, unless it is longer than any of ours. */
export function cookieOf({ headers: { cookie } }: FastifyRequest, name: string): string | undefined {
  const value = cookie === undefined ? undefined : parse(cookie)[name];
  return value !== undefined && value.length <= LONGEST ? value : undefined;
}

/** The Set-Cookie header of a `__Host-` cookie, out of reach of scripts and other sites. `maxAge` is in seconds. */
export function hostCookieHeader(name: `__Host-${string}`, value: string, maxAge: number): string {
  return serialize(name, value, { path: '/', httpOnly: true, secure: true, sameSite: 'strict', maxAge });
}
