const FIRST_MS = 1000;
const MAX_MS = 600_000;

/**
 * Returns the wait in milliseconds after the failed attempt of this number, from 1. It doubles each time up to ten
 * minutes; a random part of up to half is subtracted, so that a recovering server does not get all messages at once.
 */
export function backoffMs(attempts: number): number {
  const whole = Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(attempts - 1, 20));
  return Math.round(whole * (0.5 + Math.random() / 2));
}
