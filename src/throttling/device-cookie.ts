import type { FastifyRequest } from 'fastify';
import { cookieOf, hostCookieHeader } from '../common/host-cookie.js';

const NAME = '__Host-watchword_device';

/** How long a device is known after its last sign-in. */
export const DEVICE_SECONDS = 90 * 86_400;

/** The device cookie that a browser sent. */
export function deviceCookieOf(request: FastifyRequest): string | undefined {
  return cookieOf(request, NAME);
}

/** The Set-Cookie header that marks a browser as known. */
export function deviceCookieHeader(token: string): string {
  return hostCookieHeader(NAME, token, DEVICE_SECONDS);
}
