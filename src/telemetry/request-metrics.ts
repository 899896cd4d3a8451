import type { FastifyInstance, onResponseHookHandler } from 'fastify';
import type { RouteDurations } from './instruments.js';
import type { Metrics } from './metrics.js';

/** Label of requests without a route: their paths are arbitrary and would be kept forever. */
const NO_ROUTE = 'none';

/**
 * Measures every request. The histogram is looked up once per route. Routes must be added after this call. Without
 * METRICS_TOKEN no hook is added, so requests have no overhead.
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
