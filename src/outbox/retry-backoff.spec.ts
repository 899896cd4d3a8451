import { backoffMs } from './retry-backoff.js';

it.each([
  [1, 500, 1000],
  [2, 1000, 2000],
  [5, 8000, 16_000],
  [11, 300_000, 600_000],
  [10_000, 300_000, 600_000],
])('after attempt %i the wait is %i to %i ms', (attempts, min, max) => {
  const waits = Array.from({ length: 200 }, () => backoffMs(attempts));
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(min);
  expect(Math.max(...waits)).toBeLessThanOrEqual(max);
  expect(new Set(waits).size).toBeGreaterThan(1);
});
