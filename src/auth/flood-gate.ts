import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
  preValidationHookHandler,
} from 'fastify';
import type { RouteSettings } from '../http/content-types.js';
import type { HashingLanes } from '../passwords/hashing-lanes.js';
import type { Metrics } from '../telemetry/metrics.js';

/** Spread, so that what came in one moment is not answered in one moment. */
const MIN_HELD_MS = 250;
const MAX_HELD_MS = 750;

/** Where people sign in with a password: by the route for programs, and by the page. */
const SIGN_INS: readonly string[] = ['/login', '/sign-in'];

/** Whether a sign-in may pass a full queue, so that it can be checked whether its client is known. */
type MayPass = (request: FastifyRequest) => boolean;

/**
 * Refuses requests to routes that hash a password while too much hashing waits: before their body is read, and again
 * when it has come, because of many that come at once none has asked for its hash yet. A client that sends no body takes
 * up no place. The answer is delayed by half a second: clients that retry at once would keep the event loop busy with
 * refusals alone, and with 200 of them every other request waited for a second. Routes must be added after this.
 */
export function shedLoad(
  fastify: FastifyInstance,
  lanes: HashingLanes,
  metrics: Metrics,
  mayPass: { onArrival: MayPass; withBody: MayPass },
): void {
  const inFlight = new Set<FastifyReply>();
  const refuse = (
    url: string,
    request: FastifyRequest,
    may: MayPass,
    done: (error?: Error) => void,
  ): boolean => {
    const refusal = lanes.refusal(pruneSent(inFlight));
    const isSignIn = SIGN_INS.includes(url);
    if (!refusal || (isSignIn && may(request))) return false;
    if (isSignIn) metrics.logins.inc({ outcome: 'overloaded' });
    setTimeout(done, heldMilliseconds(), refusal);
    return true;
  };
  fastify.addHook('onRoute', (route) => {
    const { hashesPassword }: RouteSettings = route.config ?? {};
    if (!hashesPassword) return;
    const beforeBody: onRequestHookHandler = (request, _reply, done) => {
      if (!refuse(route.url, request, mayPass.onArrival, done)) done();
    };
    const afterBody: preValidationHookHandler = (request, reply, done) => {
      if (refuse(route.url, request, mayPass.withBody, done)) return;
      inFlight.add(reply);
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
function pruneSent(replies: Set<FastifyReply>): number {
  for (const reply of replies) if (reply.sent) replies.delete(reply);
  return replies.size;
}

function heldMilliseconds(): number {
  return MIN_HELD_MS + Math.random() * (MAX_HELD_MS - MIN_HELD_MS);
}
