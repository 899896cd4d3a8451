import { patiently } from './patience.js';
import type { Problem } from './problems.js';
import { needsStepUp, type StepUpDialogue } from './step-up-dialogue.js';
import type { SessionKeeper } from './session-keeper.js';
import type { Surroundings } from './surroundings.js';

export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * Returns a `fetch` that sends the access token to these origins only. If a service refuses the token, it refreshes the
 * token and sends the request once more. If a service is busy, it waits as Retry-After says, for ten seconds at most.
 * If a service requires a recent sign-in, the page asks its user for a proof, and the request is sent once more after
 * the proof.
 */
export function authorizedFetch(
  keeper: SessionKeeper,
  origins: ReadonlySet<string>,
  surroundings: Surroundings,
  stepUps?: StepUpDialogue,
): Fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const isOurs = origins.has(new URL(request.url).origin) && !request.headers.has('authorization');
    if (!isOurs) return surroundings.fetch(request);

    const response = await sendAuthorized(request, keeper, surroundings);
    const problem = stepUps && (await needsStepUp(response));
    if (!problem || !(await stepUps.ask(problem))) return response;
    return sendAuthorized(request, keeper, surroundings);
  };
}

async function sendAuthorized(
  request: Request,
  keeper: SessionKeeper,
  surroundings: Surroundings,
): Promise<Response> {
  const token = await keeper.token();
  if (typeof token === 'object') return answerWith(token.problem);
  const response = await patiently(withToken(request, token), surroundings);
  if (token === undefined || !(await refusesToken(response))) return response;

  await keeper.renew(token);
  const next = keeper.memory.held?.token;
  return next === undefined || next === token ? response : patiently(withToken(request, next), surroundings);
}

function withToken(request: Request, token: string | undefined): Request {
  const copy = request.clone();
  if (token !== undefined) copy.headers.set('authorization', `Bearer ${token}`);
  return copy;
}

/**
 * Returns whether a response refuses the token. A 401 may have other reasons, such as a wrong code or a sign-in that is
 * not recent. Repeating such a request would count as another guess.
 */
async function refusesToken(response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return true;
  const { code = 'unauthenticated' } = Object(await response.clone().json());
  return code === 'unauthenticated';
}

/**
 * Returns the service's error response if there is no token to send. Throws like `fetch` if the service was
 * unreachable.
 */
function answerWith(problem: Problem): Response {
  if (problem.status === 0) throw new TypeError(problem.detail);
  const headers = new Headers({ 'content-type': 'application/problem+json' });
  if (problem.retryAfter !== undefined) headers.set('retry-after', String(problem.retryAfter));
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
