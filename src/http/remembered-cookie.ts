import type { FastifyRequest } from 'fastify';
import { cookieOf, hostCookieHeader, type SameSite } from './host-cookie.js';

const NAME = '__Host-watchword_remembered';

/** Returns the tokens by which a browser is remembered, with dots between. */
export function rememberedCookieOf(request: FastifyRequest): string | undefined {
  return cookieOf(request, NAME);
}

/** Returns the Set-Cookie header by which a browser is remembered. `maxAge` is in seconds. */
export function rememberedCookieHeader(tokens: string, maxAge: number, sameSite: SameSite): string {
  return hostCookieHeader(NAME, tokens, maxAge, sameSite);
}
