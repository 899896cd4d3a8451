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

/**
 * Shortest and longest delay of a refusal, in milliseconds. The delay is random, so that requests that arrive together
 * do not get their responses together.
 */
const MIN_HELD_MS = 250;
const MAX_HELD_MS = 750;

/** The routes that sign in with a password: the one for programs, and the page. */
const SIGN_INS: readonly string[] = ['/login', '/sign-in'];

/** Returns whether a sign-in may pass a full queue, so that the service can check whether its client is known. */
type MayPass = (request: FastifyRequest) => boolean;

/**
 * Refuses requests to routes that hash a password while too many hashes wait. It checks before the body is read and
 * again afterwards, because when many requests arrive at once, none of them has queued its hash yet. A client that
 * sends no body occupies no place. A refusal is delayed by half a second: clients that retry at once would keep the
 * event loop busy with refusals alone, and with 200 of them every other request waited for a second. Routes must be
 * added after this call.
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
 * Removes the replies that were sent, and returns the number of the others. It reads `sent` of each reply instead of
 * waiting for an event: a reply that waits behind another one on a connection that disconnects is sent, but never
 * finishes or closes, and would keep its place forever.
 */
function pruneSent(replies: Set<FastifyReply>): number {
  for (const reply of replies) if (reply.sent) replies.delete(reply);
  return replies.size;
}

function heldMilliseconds(): number {
  return MIN_HELD_MS + Math.random() * (MAX_HELD_MS - MIN_HELD_MS);
}
