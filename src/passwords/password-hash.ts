import { createHmac, timingSafeEqual } from 'node:crypto';
import bcrypt from 'bcrypt';
import { MAX_BCRYPT_COST, MIN_BCRYPT_COST } from '../config/config.js';

const FORMAT = /^\$bcrypt-sha256\$v=2,t=2b,r=(\d{1,2})\$([./A-Za-z0-9]{22})\$([./A-Za-z0-9]{31})$/;
const PLAIN = /^\$2[aby]\$(\d{2})\$[./A-Za-z0-9]{53}$/;

/** Stored instead of a hash for users without a password, such as invited ones. No password matches it. */
export const NO_PASSWORD = '!';

/**
 * Returns the bcrypt cost of a stored hash, the binary logarithm of its rounds. Returns nothing for a text of an
 * unknown format.
 */
export function costOf(hash: string): number | undefined {
  const cost = (FORMAT.exec(hash) ?? PLAIN.exec(hash))?.[1];
  return cost === undefined ? undefined : Number(cost);
}

/**
 * Returns whether a password can be compared with this text: a hash of a known format whose cost is not above the
 * limit. An import may contain anything, and a hash of cost 22 would take minutes.
 */
export function isVerifiable(hash: string): boolean {
  const cost = costOf(hash);
  return cost !== undefined && cost >= MIN_BCRYPT_COST && cost <= MAX_BCRYPT_COST;
}

/** Returns whether the hash has an older format or a lower cost than new ones. */
export function isOutdated(hash: string, cost: number): boolean {
  return !FORMAT.test(hash) || (costOf(hash) ?? 0) < cost;
}

/**
 * Hashes with bcrypt over HMAC-SHA-256 keyed by the salt, so that bcrypt's limit of 72 bytes does not matter. The
 * format is passlib's `bcrypt_sha256` version 2.
 */
export async function hashPassword(password: string, cost: number): Promise<string> {
  const salt = (await bcrypt.genSalt(cost)).slice(-22);
  return `$bcrypt-sha256$v=2,t=2b,r=${cost}$${salt}$${await digest(password, salt, cost)}`;
}

/**
 * Returns whether the password matches the hash: one of this service, or plain bcrypt from an import (`$2a$`, `$2b$`,
 * `$2y$`). Hashes of this service use the NFC form, imported ones the bytes as typed.
 */
export async function matchesHash(password: string, hash: string): Promise<boolean> {
  const [, cost, salt = '', expected = ''] = FORMAT.exec(hash) ?? [];
  if (cost === undefined) return PLAIN.test(hash) && bcrypt.compare(password, hash.replace(/^\$2y/, '$2b'));

  const found = await digest(password, salt, Number(cost));
  return timingSafeEqual(Buffer.from(found), Buffer.from(expected));
}

async function digest(password: string, salt: string, cost: number): Promise<string> {
  const key = createHmac('sha256', salt).update(password.normalize('NFC')).digest('base64');
  const hash = await bcrypt.hash(key, `$2b$${String(cost).padStart(2, '0')}$${salt}`);
  return hash.slice(-31);
}
