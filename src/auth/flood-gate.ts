import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import type { RouteSettings } from '../common/content-types.js';
import type { HashingLanes } from '../passwords/hashing-lanes.js';
import type { Metrics } from '../telemetry/metrics.js';

/** Spread, so that what came in one moment is not answered in one moment. */
const LEAST_HELD_MILLISECONDS = 250;
const MOST_HELD_MILLISECONDS = 750;

/**
 * Refuses requests to routes that hash a password while too much hashing waits, before their body is read. The answer is
 * held back for half a second, or clients that ask again at once would keep the event loop busy with refusals alone: with
 * 200 of them, every other request waited for a second. Routes must be added after this.
 */
export function refuseFloods(fastify: FastifyInstance, lanes: HashingLanes, metrics: Metrics): void {
  fastify.addHook('onRoute', (route) => {
    const { hashesPassword }: RouteSettings = route.config ?? {};
    if (!hashesPassword) return;
    const others = [route.onRequest ?? []].flat() as onRequestHookHandler[];
    const isLogin = route.url === '/login';
    route.onRequest = [
      ...others,
      (_request, _reply, done) => {
        const refusal = lanes.refusal();
        if (!refusal) return done();
        if (isLogin) metrics.logins.inc({ outcome: 'overloaded' });
        setTimeout(done, heldMilliseconds(), refusal);
      },
    ];
  });
}

function heldMilliseconds(): number {
  return LEAST_HELD_MILLISECONDS + Math.random() * (MOST_HELD_MILLISECONDS - LEAST_HELD_MILLISECONDS);
}
