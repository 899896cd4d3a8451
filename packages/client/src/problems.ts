import type { components } from './openapi.js';

/** The shapes of the service's bodies by their names in the OpenAPI document. */
export type Schemas = components['schemas'];

/** Codes of problems that the client detects. */
export type ClientProblemCode =
  | 'unreachable' // no response arrived
  | 'unexpected_answer' // the response is not from Watchword, but for example from a proxy
  | 'passkey_cancelled' // the user, or the page, ended the dialogue
  | 'passkey_unavailable'; // the browser does not support passkeys, or not on this page

/** The reason of a failure, as reported by the service (RFC 9457) or detected by the client. */
export type Problem = Omit<Schemas['Problem'], 'code'> & {
  readonly code: Schemas['ProblemCode'] | ClientProblemCode;
  /** The number of seconds after which to try again, if the service says so. */
  readonly retryAfter?: number;
};

/** The result of a failed call. */
export interface Failed {
  readonly status: 'failed';
  readonly problem: Problem;
}

const TITLES: Record<ClientProblemCode, string> = {
  unreachable: 'The service cannot be reached',
  unexpected_answer: 'The answer is not of the service',
  passkey_cancelled: 'No passkey was used',
  passkey_unavailable: 'Passkeys cannot be used here',
};

/**
 * Returns a problem that the client detected. The service has no page about it. `status` is that of the response, or 0.
 */
export function clientProblem(code: ClientProblemCode, cause?: unknown, status = 0): Problem {
  const detail = cause instanceof Error ? `${TITLES[code]}: ${cause.message}` : `${TITLES[code]}.`;
  return { type: `urn:watchword:client:${code}`, title: TITLES[code], status, detail, code };
}

export const failed = (problem: Problem): Failed => ({ status: 'failed', problem });

/** The result of a call. */
export type Result<T> =
  | { readonly data: T; readonly problem?: undefined }
  | { readonly data?: undefined; readonly problem: Problem };

/** Waits for a call of the API, and turns failures into problems. */
export async function resultOf<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<Result<T>> {
  try {
    const { data, error, response } = await call;
    return response.ok ? { data: data as T } : { problem: problemOf(error, response) };
  } catch (error) {
    return { problem: clientProblem('unreachable', error) };
  }
}

function problemOf(body: unknown, { status, headers }: Response): Problem {
  const problem = Object(body) as Partial<Problem>;
  if (typeof problem.code !== 'string') return clientProblem('unexpected_answer', undefined, status);
  const retryAfter = Number(headers.get('retry-after') ?? Number.NaN);
  return { ...(problem as Problem), ...(retryAfter >= 0 && { retryAfter }) };
}
