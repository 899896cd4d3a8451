import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

/** A key pair as Watchword has it. Tokens are made here with node:crypto alone, not with the library that checks them. */
export interface ForgeKey {
  readonly kid: string;
  readonly alg: 'ES256' | 'ES384' | 'RS256';
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A new key pair. */
export function makeKey(alg: ForgeKey['alg'] = 'ES256', kid: string = uuidv7()): ForgeKey {
  const pair =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: alg === 'ES256' ? 'P-256' : 'P-384' });
  return { kid, alg, ...pair };
}

/** The public half as JWKS shows it. */
export function publicJwk({ kid, alg, publicKey }: ForgeKey) {
  return { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' };
}

/** The present moment as tokens count it. */
export const nowInSeconds = () => Math.floor(Date.now() / 1000);

/** The claims of a user's token that lives a minute. */
export function userClaims(issuer: string) {
  const iat = nowInSeconds();
  const ids = { sub: uuidv7(), sid: uuidv7(), jti: uuidv7() };
  return { iss: issuer, aud: 'watchword', ...ids, iat, exp: iat + 60, roles: ['user'] };
}

/** The claims of a service client's token that lives a minute. */
export function clientClaims(issuer: string, scope: string) {
  const claims = userClaims(issuer);
  return { ...claims, client_id: claims.sub, scope, sid: undefined, roles: undefined };
}

/** Makes a token of any header and claims, signed as the key's algorithm says. */
export function makeToken(key: ForgeKey, claims: object, header: object = {}): string {
  const input = `${encode({ alg: key.alg, typ: 'at+jwt', kid: key.kid, ...header })}.${encode(claims)}`;
  const hash = key.alg === 'ES384' ? 'sha384' : 'sha256';
  const signature = sign(hash, Buffer.from(input), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

/** Makes a token signed with a public key as if it were a shared secret. */
export function makeConfusedToken(key: ForgeKey, claims: object): string {
  const input = `${encode({ alg: 'HS256', typ: 'at+jwt', kid: key.kid })}.${encode(claims)}`;
  const secret = key.publicKey.export({ type: 'spki', format: 'pem' });
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** base64url of an object's JSON. */
export function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
