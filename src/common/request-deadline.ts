import type { FastifyInstance, FastifyReply } from 'fastify';
import { Unavailable } from './common.errors.js';

const CHECK_MILLISECONDS = 100;

/**
 * Answers 503 to every request that takes longer than it may. One timer looks after all of them, and only after those
 * that were not answered in the turn of the event loop in which they came. A timer and an abort signal for each, as
 * Fastify's own `handlerTimeout` has them, cost 7 % of the requests a second, and a hook after each answer 5 % (GET
 * /protected, by wrk and --cpu-prof).
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
  }, CHECK_MILLISECONDS).unref();
  fastify.addHook('onClose', (_instance, done) => {
    clearInterval(timer);
    done();
  });
}

/** Who has not sent the whole body by then is cut off: answered requests are no longer timed, and would stay open. */
function giveUp(reply: FastifyReply): void {
  if (!reply.request.raw.complete) void reply.header('connection', 'close');
  void reply.send(new Unavailable('The answer took too long.'));
}
