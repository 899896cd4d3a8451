import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

/** A key pair like Watchword's. Tokens are created with only node:crypto, not with the library that verifies them. */
export interface ForgeKey {
  readonly kid: string;
  readonly alg: 'ES256' | 'ES384' | 'RS256';
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Creates a key pair. */
export function makeKey(alg: ForgeKey['alg'] = 'ES256', kid: string = uuidv7()): ForgeKey {
  const pair =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: alg === 'ES256' ? 'P-256' : 'P-384' });
  return { kid, alg, ...pair };
}

/** Returns the public key as in a JWKS. */
export function publicJwk({ kid, alg, publicKey }: ForgeKey) {
  return { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' };
}

/** Returns the current time in seconds since the epoch. */
export const nowInSeconds = () => Math.floor(Date.now() / 1000);

/** Returns the claims of a user's token with a lifetime of a minute. */
export function userClaims(issuer: string) {
  const iat = nowInSeconds();
  const ids = { sub: uuidv7(), sid: uuidv7(), jti: uuidv7() };
  return { iss: issuer, aud: 'watchword', ...ids, iat, exp: iat + 60, roles: ['user'] };
}

/** Returns the claims of a service client's token with a lifetime of a minute. */
export function clientClaims(issuer: string, scope: string) {
  const claims = userClaims(issuer);
  return { ...claims, client_id: claims.sub, scope, sid: undefined, roles: undefined };
}

/** Creates a token with any header and claims, signed with the key's algorithm. */
export function makeToken(key: ForgeKey, claims: object, header: object = {}): string {
  const input = `${encode({ alg: key.alg, typ: 'at+jwt', kid: key.kid, ...header })}.${encode(claims)}`;
  const hash = key.alg === 'ES384' ? 'sha384' : 'sha256';
  const signature = sign(hash, Buffer.from(input), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

/** Creates a token signed with a public key as if it were an HMAC secret. */
export function makeConfusedToken(key: ForgeKey, claims: object): string {
  const input = `${encode({ alg: 'HS256', typ: 'at+jwt', kid: key.kid })}.${encode(claims)}`;
  const secret = key.publicKey.export({ type: 'spki', format: 'pem' });
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** Returns the JSON of an object as base64url. */
export function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
