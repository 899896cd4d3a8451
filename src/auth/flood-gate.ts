import type { FastifyInstance, FastifyReply, onRequestHookHandler, preValidationHookHandler } from 'fastify';
import type { RouteSettings } from '../common/content-types.js';
import type { HashingLanes } from '../passwords/hashing-lanes.js';
import type { Metrics } from '../telemetry/metrics.js';

/** Spread, so that what came in one moment is not answered in one moment. */
const LEAST_HELD_MILLISECONDS = 250;
const MOST_HELD_MILLISECONDS = 750;

/**
 * Refuses requests to routes that hash a password while too much hashing waits: before their body is read, and again
 * when it has come, for of many that come at once none has asked for its hash yet. Whoever sends no body takes nobody's
 * place. The answer is held back for half a second, or clients that ask again at once would keep the event loop busy
 * with refusals alone: with 200 of them, every other request waited for a second. Routes must be added after this.
 */
export function refuseFloods(fastify: FastifyInstance, lanes: HashingLanes, metrics: Metrics): void {
  const letIn = new Set<FastifyReply>();
  const refuse = (url: string, done: (error?: Error) => void): boolean => {
    const refusal = lanes.refusal(unsent(letIn));
    if (!refusal) return false;
    if (url === '/login') metrics.logins.inc({ outcome: 'overloaded' });
    setTimeout(done, heldMilliseconds(), refusal);
    return true;
  };
  fastify.addHook('onRoute', (route) => {
    const { hashesPassword }: RouteSettings = route.config ?? {};
    if (!hashesPassword) return;
    const beforeBody: onRequestHookHandler = (_request, _reply, done) => {
      if (!refuse(route.url, done)) done();
    };
    const afterBody: preValidationHookHandler = (_request, reply, done) => {
      if (refuse(route.url, done)) return;
      letIn.add(reply);
      done();
    };
    route.onRequest = [...([route.onRequest ?? []].flat() as onRequestHookHandler[]), beforeBody];
    route.preValidation = [...([route.preValidation ?? []].flat() as preValidationHookHandler[]), afterBody];
  });
}

/**
 * Drops those that were answered, and counts the others. Asked of each reply, not told by an event: one that waits behind
 * another on a connection that hangs up is answered, but never finishes or closes, and would keep its place for ever.
 */
function unsent(replies: Set<FastifyReply>): number {
  for (const reply of replies) if (reply.sent) replies.delete(reply);
  return replies.size;
}

function heldMilliseconds(): number {
  return LEAST_HELD_MILLISECONDS + Math.random() * (MOST_HELD_MILLISECONDS - LEAST_HELD_MILLISECONDS);
}
