import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from './logging.js';

const INFO = 30;

/** Writes one line a request. The query is left out: it may hold what people searched for. */
export function logRequests(fastify: FastifyInstance, log: Log): void {
  if (!log.pino.isLevelEnabled('info')) return;
  fastify.addHook('onResponse', (request, reply, done) => {
    log.writeLine(lineOf(request, reply));
    done();
  });
}

/**
 * Put together by hand in pino's form, for it is the one line that every request costs: a third of pino's time. Whoever
 * has hung up has no address any more, whatever the types say.
 */
function lineOf(request: FastifyRequest, reply: FastifyReply): string {
  const { url } = request;
  const query = url.indexOf('?');
  const path = JSON.stringify(query === -1 ? url : url.slice(0, query));
  const milliseconds = Math.round(reply.elapsedTime * 10) / 10;
  return (
    `{"level":${INFO},"time":${Date.now()},"msg":"request","requestId":"${request.id}",` +
    `"method":"${request.method}","path":${path},"status":${reply.statusCode},` +
    `"milliseconds":${milliseconds},"address":${JSON.stringify(request.ip ?? '')}}\n`
  );
}
