import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

/**
 * Turns a reply into a stream of server-sent events without a time limit, and returns the raw response. For HEAD it
 * sends only the headers.
 */
export function openEventStream(reply: FastifyReply): ServerResponse {
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  reply.raw.shouldKeepAlive = false; // nothing follows a stream, and an idle connection would delay the shutdown
  reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
  reply.raw.flushHeaders();
  if (reply.request.method === 'HEAD') reply.raw.end();
  return reply.raw;
}
