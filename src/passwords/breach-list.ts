/** A list of breached passwords, identified by their SHA-1 as 40 upper-case hexadecimal digits. */
export interface BreachList {
  /** Returns whether the list contains this SHA-1. @throws when the list cannot be read or the signal is aborted */
  has(sha1: string, signal: AbortSignal): Promise<boolean>;
}

/**
 * Returns whether lines of `HASH:COUNT` contain this hash. A count of 0 is padding, which hides the real length of a
 * response.
 */
export function hasHash(lines: string, hash: string): boolean {
  const [, count] = new RegExp(`^${hash}:(\\d+)\\r?$`, 'im').exec(lines) ?? [];
  return Number(count ?? 0) > 0;
}
