import type { Problem } from '@watchword/client';
import { useEffect, useState } from 'preact/hooks';
import { problemOf } from './call.js';

/** The state of a value that is loaded. It has neither a value nor a problem while it is loading. */
export interface Loaded<T> {
  readonly value?: T;
  readonly problem?: Problem;
  /** Loads it again. The old value stays until then. */
  reload(): void;
}

/** Loads a value when a component is shown, and again when the inputs change. */
export function useLoaded<T>(load: () => Promise<T>, inputs: readonly unknown[] = []): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, 'reload'>>({});
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isWanted = true;
    const take = (next: Omit<Loaded<T>, 'reload'>) => void (isWanted && setState(next));
    load().then(
      (value) => take({ value }),
      (error: unknown) => take({ problem: problemOf(error) }),
    );
    return () => void (isWanted = false);
  }, [...inputs, round]);
  return { ...state, reload: () => setRound((count) => count + 1) };
}
