/** Returns the smallest UUIDv7 of a time, in milliseconds since the epoch. */
export function firstIdAt(time: number): string {
  const hex = Math.max(0, time).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/**
 * Returns the time of a UUIDv7 in milliseconds since the epoch. For the beginning of an id, it is the earliest time of
 * such ids.
 */
export function momentOf(id: string): number {
  return Number.parseInt(id.replace('-', '').slice(0, 12).padEnd(12, '0'), 16);
}
