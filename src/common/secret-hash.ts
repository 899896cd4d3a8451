import { createHash } from 'node:crypto';

/** Returns the stored hash of a generated secret. It has 256 random bits, so one round of SHA-256 is enough. */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Returns an id for the secret with this hash, which does not reveal it: a UUIDv8 (RFC 9562 5.8). */
export function secretIdOf(secretHash: string): string {
  const bytes = createHash('sha256').update(`id of a client secret ${secretHash}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
