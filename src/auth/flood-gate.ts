import type { FastifyInstance, onRequestHookHandler, preValidationHookHandler } from 'fastify';
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
  let letIn = 0;
  const refuse = (url: string, done: (error?: Error) => void): boolean => {
    const refusal = lanes.refusal(letIn);
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
      letIn++;
      reply.raw.once('close', () => letIn--);
      done();
    };
    route.onRequest = [...([route.onRequest ?? []].flat() as onRequestHookHandler[]), beforeBody];
    route.preValidation = [...([route.preValidation ?? []].flat() as preValidationHookHandler[]), afterBody];
  });
}

function heldMilliseconds(): number {
  return LEAST_HELD_MILLISECONDS + Math.random() * (MOST_HELD_MILLISECONDS - LEAST_HELD_MILLISECONDS);
}
