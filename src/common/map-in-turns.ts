import { setImmediate as nextTurn } from 'node:timers/promises';

const TURN_MS = 5;

/** Maps a long list, and yields to other requests every few milliseconds. */
export async function mapInTurns<T, R>(list: readonly T[], map: (item: T) => R): Promise<R[]> {
  const results: R[] = [];
  let began = performance.now();
  for (const item of list) {
    if (performance.now() - began > TURN_MS) {
      await nextTurn();
      began = performance.now();
    }
    results.push(map(item));
  }
  return results;
}
