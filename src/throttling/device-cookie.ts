import { parse, serialize } from 'cookie';
import type { FastifyRequest } from 'fastify';

const NAME = '__Host-watchword_device';
const LONGEST = 200;

/** How long a device is known after its last sign-in. */
export const DEVICE_SECONDS = 90 * 86_400;

/** The device cookie that a browser sent. */
export function deviceCookieOf({ headers: { cookie } }: FastifyRequest): string | undefined {
  const value = cookie === undefined ? undefined : parse(cookie)[NAME];
  return value !== undefined && value.length <= LONGEST ? value : undefined;
}

/** The Set-Cookie header that marks a browser as known, out of reach of scripts and other sites. */
export function deviceCookieHeader(token: string): string {
  return serialize(NAME, token, {
    path: '/',
    httpOnly: true,
    secure: true,
    sameSite: 'strict',
    maxAge: DEVICE_SECONDS,
  });
}
