/** Moves the monotonic clock by `seconds`, until `jest.restoreAllMocks`. `travel` moves the wall clock. */
export function passTime(seconds: number): void {
  const now = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => now() + seconds * 1000);
}
