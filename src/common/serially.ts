/** Runs the work once at a time; calls meanwhile are answered by one more run. A fault is told and ends nothing. */
export function serially(onFault: (error: unknown) => void, work: () => Promise<void>): () => Promise<void> {
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
