import type { Problem } from '@watchword/client';

/** A request that waits for a proof. */
export interface StepUpRequest {
  readonly problem: Problem;
  /** Continues the request, or gives it up. */
  end(isRecent: boolean): void;
}

let show: (request: StepUpRequest | undefined) => void = () => {};

/** The shell shows the dialogue for a request, and hides it without one. */
export function showStepUpsBy(setter: typeof show): void {
  show = setter;
}

/** Waits until the user has given a proof, or does not want to. */
export function askToStepUp(problem: Problem): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isRecent: boolean) => {
      show(undefined);
      resolve(isRecent);
    };
    show({ problem, end });
  });
}
