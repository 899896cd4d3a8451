import type { FastifyInstance, onResponseHookHandler } from 'fastify';
import type { RouteDurations } from './instruments.js';
import type { Metrics } from './metrics.js';

/** For requests that no route takes: their paths are made up, and would be kept for ever. */
const NO_ROUTE = 'none';

/**
 * Measures every request. Where it is counted is found once a route. Routes must be added after this. Without
 * METRICS_TOKEN there is no hook, so nothing is paid.
 */
export function measureRequests(fastify: FastifyInstance, metrics: Metrics): void {
  if (!metrics.isOn) return;
  fastify.addHook('onRoute', (route) => {
    const durations = metrics.requests.of([route.method].flat().join(), route.url);
    const others = [route.onResponse ?? []].flat() as onResponseHookHandler[];
    route.onResponse = [...others, observer(durations)];
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    if (request.is404)
      metrics.requests.of(request.method, NO_ROUTE).observe(reply.statusCode, reply.elapsedTime);
    done();
  });
}

function observer(durations: RouteDurations): onResponseHookHandler {
  return (_request, reply, done) => {
    durations.observe(reply.statusCode, reply.elapsedTime);
    done();
  };
}
