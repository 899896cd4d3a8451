import { createHmac, timingSafeEqual } from 'node:crypto';
import bcrypt from 'bcrypt';

const FORMAT = /^\$bcrypt-sha256\$v=2,t=2b,r=(\d{1,2})\$([./A-Za-z0-9]{22})\$([./A-Za-z0-9]{31})$/;
const PLAIN = /^\$2[aby]\$(\d{2})\$[./A-Za-z0-9]{53}$/;

/** A salt and a digest that nobody's password has: comparing with it costs as much as with a real hash. */
const NOBODY = { salt: 'Watchword.nobody.salt.', digest: 'Watchword.nobody.has.this.hash.' };

/** The cost of a stored hash in bcrypt's terms: 2 to this power rounds. Nothing for a text that is no hash of ours. */
export function costOf(hash: string): number | undefined {
  const cost = (FORMAT.exec(hash) ?? PLAIN.exec(hash))?.[1];
  return cost === undefined ? undefined : Number(cost);
}

/** Whether the hash has an older format, or less cost, than new ones get. */
export function isOutdated(hash: string, cost: number): boolean {
  return !FORMAT.test(hash) || (costOf(hash) ?? 0) < cost;
}

/** A hash in today's format that no password matches. */
export function hashOfNobody(cost: number): string {
  return `$bcrypt-sha256$v=2,t=2b,r=${cost}$${NOBODY.salt}$${NOBODY.digest}`;
}

/**
 * Hashes with bcrypt over HMAC-SHA-256 keyed by the salt, in the format of passlib's `bcrypt_sha256` version 2, so that
 * bcrypt's limit of 72 bytes does not matter.
 */
export async function hashPassword(password: string, cost: number): Promise<string> {
  const salt = (await bcrypt.genSalt(cost)).slice(-22);
  return `$bcrypt-sha256$v=2,t=2b,r=${cost}$${salt}$${await digest(password, salt, cost)}`;
}

/**
 * Whether the password made the hash: one of ours, or plain bcrypt from an import (`$2a$`, `$2b$`, `$2y$`). Ours take
 * the NFC form; an imported hash was made of the bytes as they were typed.
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
