import type { Problem } from './problems.js';

/** Asks the user for a proof, and returns whether the sign-in is recent now. */
export type AskToStepUp = (problem: Problem) => Promise<boolean>;

/** The dialogue that makes a sign-in recent. All requests that wait for it share one dialogue. */
export class StepUpDialogue {
  private open: Promise<boolean> | undefined;

  constructor(private readonly start: AskToStepUp) {}

  /** Waits for the dialogue, and opens it unless it is open already. */
  ask(problem: Problem): Promise<boolean> {
    this.open ??= this.start(problem).finally(() => (this.open = undefined));
    return this.open;
  }
}

/** Returns the problem of a response if a recent sign-in would solve it. */
export async function needsStepUp(response: Response): Promise<Problem | undefined> {
  if (response.status !== 401) return undefined;
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return undefined;
  const problem = Object(await response.clone().json()) as Problem;
  return problem.code === 'insufficient_user_authentication' ? problem : undefined;
}
