import { type Failed, type Problem, resultOf } from '@watchword/client';

/** A call was refused for a reason that is shown to the user. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

/** A call of the API that waits for its response. */
export type Sent<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

/** Waits for a call. @throws Refusal */
export async function call<T>(sent: Sent<T>): Promise<T> {
  const { data, problem } = await resultOf(sent);
  if (problem) throw new Refusal(problem);
  return data;
}

/** Waits for a dialogue of the client. @throws Refusal */
export async function done<T extends { status: string }>(dialogue: Promise<T | Failed>): Promise<T> {
  const result = await dialogue;
  if (isFailed(result)) throw new Refusal(result.problem);
  return result;
}

/**
 * Returns the problem to show for an error. Throws any error that is not a Refusal, because it is a bug of the console.
 */
export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) return error.problem;
  throw error;
}

const isFailed = (result: { status: string }): result is Failed => result.status === 'failed';
