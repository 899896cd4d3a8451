import { createHash } from 'node:crypto';

/** What is stored of a secret that we made: it has 256 bits of chance, so one round of SHA-256 is enough. */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
