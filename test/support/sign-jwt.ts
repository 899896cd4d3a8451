import { type KeyObject, sign } from 'node:crypto';

export type Members = Record<string, unknown>;

/** One part of a token: JSON in base64url. */
export const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs whatever it is told to, by hand: a library would refuse to make most forgeries. */
export function signJwt(header: Members, claims: Members, key: KeyObject, hash = 'sha256'): string {
  const input = `${encode(header)}.${encode(claims)}`;
  const signature = sign(hash, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}
