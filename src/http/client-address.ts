import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { forwardedAddress } from '../common/trusted-proxies.js';

const MAX_ADDRESS_LENGTH = 45;

/**
 * Returns the client's IP address: from X-Forwarded-For if TRUST_PROXY contains the proxy, otherwise from the
 * connection. A trusted proxy can forward text written by the client, so text that is not an address is ignored.
 */
export function clientAddressOf({ ip: entry, socket }: FastifyRequest): string {
  const ip = forwardedAddress(entry);
  const isAddress = isIP(ip) !== 0 && ip.length <= MAX_ADDRESS_LENGTH;
  return isAddress ? ip : (socket.remoteAddress ?? '');
}
