/**
 * Returns a function that runs the work once at a time. Calls during a run share one more run. Errors are passed to
 * `onFault`; the function never rejects.
 */
export function coalesce(onFault: (error: unknown) => void, work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let isWanted = false;
  const run = async (): Promise<void> => {
    do {
      isWanted = false;
      await work().catch(onFault);
    } while (isWanted);
    running = undefined;
  };
  return () => {
    isWanted = true;
    return (running ??= run());
  };
}
