import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../common/logging.js';
import { forwardedAddress } from '../common/trusted-proxies.js';

const INFO = 30;

/** Writes one log line per request. The query is left out, because it may contain what users searched for. */
export function logRequests(fastify: FastifyInstance, log: Log): void {
  if (!log.pino.isLevelEnabled('info')) return;
  fastify.addHook('onResponse', (request, reply, done) => {
    log.writeLine(lineOf(request, reply));
    done();
  });
}

/**
 * Formats the line by hand in pino's format, because every request writes one: it takes a third of pino's time. A
 * client that has disconnected has no address, although the types say so.
 */
function lineOf(request: FastifyRequest, reply: FastifyReply): string {
  const { url } = request;
  const query = url.indexOf('?');
  const path = JSON.stringify(query === -1 ? url : url.slice(0, query));
  const milliseconds = Math.round(reply.elapsedTime * 10) / 10;
  return (
    `{"level":${INFO},"time":${Date.now()},"msg":"request","requestId":"${request.id}",` +
    `"method":"${request.method}","path":${path},"status":${reply.statusCode},` +
    `"milliseconds":${milliseconds},"address":${JSON.stringify(forwardedAddress(request.ip ?? ''))}}\n`
  );
}
