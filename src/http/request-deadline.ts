import type { FastifyInstance, FastifyReply } from 'fastify';
import { Unavailable } from '../common/common.errors.js';

const CHECK_MS = 100;

/**
 * Sends 503 for every request that takes longer than `milliseconds`. One timer serves all requests, and it ignores
 * those that get their response in the turn of the event loop in which they arrive. A timer and an abort signal for
 * each request, like Fastify's own `handlerTimeout`, cost 7 % of the requests per second, and a hook after each
 * response 5 % (GET /protected, by wrk and --cpu-prof).
 */
export function limitRequests(fastify: FastifyInstance, milliseconds: number): void {
  const open = new Map<FastifyReply, number>();
  let arrived: FastifyReply[] = [];
  const keepUnanswered = () => {
    const now = performance.now();
    for (const reply of arrived) if (!reply.sent) open.set(reply, now);
    arrived = [];
  };
  fastify.addHook('onRequest', (_request, reply, done) => {
    if (arrived.push(reply) === 1) setImmediate(keepUnanswered);
    done();
  });
  const timer = setInterval(() => {
    const oldest = performance.now() - milliseconds;
    for (const [reply, startedAt] of open) {
      if (!reply.sent && startedAt > oldest) continue;
      open.delete(reply);
      if (!reply.sent && !reply.raw.headersSent) giveUp(reply);
    }
  }, CHECK_MS).unref();
  fastify.addHook('onClose', (_instance, done) => {
    clearInterval(timer);
    done();
  });
}

/**
 * Also disconnects a client that has not sent its whole body: after the response there is no timer any more, and the
 * connection would stay open.
 */
function giveUp(reply: FastifyReply): void {
  if (!reply.request.raw.complete) void reply.header('connection', 'close');
  void reply.send(new Unavailable('The answer took too long.'));
}
