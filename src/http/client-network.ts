import type { FastifyRequest } from 'fastify';
import { networkOf } from '../common/network.js';

/**
 * Returns the network of a request's client. If a trusted proxy forwards something other than an address, it is the
 * proxy's network.
 */
export function networkOfRequest({ ip, socket }: FastifyRequest): string {
  return networkOf(ip) ?? networkOf(socket.remoteAddress ?? '') ?? 'unknown';
}
