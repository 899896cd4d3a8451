import type { Problem } from '@watchword/client';

/** A request that waits for a proof. */
export interface StepUpRequest {
  readonly problem: Problem;
  /** Continues the request, or ends it without a proof. */
  end(isRecent: boolean): void;
}

let show: (request: StepUpRequest | undefined) => void = () => {};

/** Sets the function of the shell that shows the dialogue for a request, and hides it without one. */
export function showStepUpsBy(setter: typeof show): void {
  show = setter;
}

/** Waits until the user has given a proof or closed the dialogue. Returns whether there is a proof. */
export function askToStepUp(problem: Problem): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isRecent: boolean) => {
      show(undefined);
      resolve(isRecent);
    };
    show({ problem, end });
  });
}
