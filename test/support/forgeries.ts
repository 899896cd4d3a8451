import { v7 as uuidv7 } from 'uuid';
import type { FakeWatchword } from './fake-watchword.js';
import {
  encode,
  type ForgeKey,
  makeConfusedToken,
  makeKey,
  makeToken,
  nowInSeconds,
  publicJwk,
  userClaims,
} from './token-forge.js';

/** A token with one fault. */
interface Forgery {
  readonly title: string;
  readonly forge: (watchword: FakeWatchword) => string;
}

type Claims = Record<string, unknown>;

const stranger = makeKey();
const wrongCurve = makeKey('ES384');

/** Tokens that must be refused. */
export const FORGERIES: Forgery[] = [
  withHeader('alg none', () => ({ alg: 'none' })),
  withText('alg none without a signature', (token) => {
    const [, claims] = token.split('.');
    return `${encode({ alg: 'none', typ: 'at+jwt', kid: 'x' })}.${claims}.`;
  }),
  {
    title: 'HS256 with the public key as the secret',
    forge: ({ key, issuer }) => makeConfusedToken(key, userClaims(issuer)),
  },
  withHeader('of a stranger who names a known key', ({ kid }) => ({ kid }), stranger),
  withHeader('with its own key embedded', ({ kid }) => ({ kid, jwk: publicJwk(stranger) }), stranger),
  withHeader('with its own key and no kid', () => ({ kid: undefined, jwk: publicJwk(stranger) }), stranger),
  withHeader('that says where its key is', () => ({ jku: 'http://127.0.0.1/jwks.json' })),
  withHeader('of the wrong curve', ({ kid }) => ({ kid }), wrongCurve),
  withHeader('of the wrong curve under the right name', ({ kid }) => ({ kid, alg: 'ES256' }), wrongCurve),
  withHeader('without kid', () => ({ kid: undefined })),
  withHeader('whose kid is unknown', () => ({ kid: uuidv7() })),
  withHeader('whose kid is not text', () => ({ kid: { toString: 'x' } })),
  withHeader('of an ID token', () => ({ typ: 'JWT' })),
  withHeader('whose typ is spelled otherwise', () => ({ typ: 'AT+JWT' })),
  withHeader('without typ', () => ({ typ: undefined })),
  withHeader('with an unknown crit', () => ({ crit: ['x'], x: 1 })),
  withHeader('with an empty crit', () => ({ crit: [] })),
  withHeader('with b64', () => ({ crit: ['b64'], b64: true })),
  withClaims('of another issuer', (claims) => ({ ...claims, iss: 'https://evil.example' })),
  withClaims('for another audience', (claims) => ({ ...claims, aud: 'billing' })),
  withClaims('whose exp is text', (claims) => ({ ...claims, exp: String(claims.exp) })),
  withClaims('that is not valid yet', (claims) => ({ ...claims, nbf: nowInSeconds() + 60 })),
  withClaims('whose roles are text', (claims) => ({ ...claims, roles: 'admin' })),
  withClaims('whose roles are not all text', (claims) => ({ ...claims, roles: [['admin']] })),
  withClaims("that is a user's and a client's", (claims) => ({ ...claims, client_id: claims.sub })),
  withClaims('whose claims are a list', () => []),
  ...['iss', 'aud', 'exp', 'iat', 'sub', 'sid', 'jti', 'roles'].map((name) =>
    withClaims(`without ${name}`, (claims) => ({ ...claims, [name]: undefined })),
  ),
  withText('with a truncated signature', (token) => token.slice(0, -2)),
  withText('with a lengthened signature', (token) => `${token}AA`),
  withText('with a padded signature', (token) => `${token}==`),
  withText('with space in the signature', (token) => `${token.slice(0, -4)} ${token.slice(-4)}`),
  withText('with unused bits in the signature', looselyEncoded),
  withText('without a signature', (token) => token.slice(0, token.lastIndexOf('.') + 1)),
  withText('of four parts', (token) => `${token}.${token.slice(-8)}`),
  withText('of two parts', (token) => token.slice(0, token.lastIndexOf('.'))),
  withText('with other claims', (token) => {
    const [header, , signature] = token.split('.');
    return `${header}.${encode(userClaims('http://127.0.0.1'))}.${signature}`;
  }),
  withText('of endless length', (token) => token + 'A'.repeat(5000)),
  withText('that is empty', () => ''),
  withText('that is not text', () => Object(7)),
];

function withHeader(title: string, header: (known: ForgeKey) => object, signer?: ForgeKey): Forgery {
  return {
    title,
    forge: ({ key, issuer }) => makeToken(signer ?? key, userClaims(issuer), header(key)),
  };
}

function withClaims(title: string, change: (claims: Claims) => object): Forgery {
  return { title, forge: ({ key, issuer }) => makeToken(key, change(userClaims(issuer))) };
}

function withText(title: string, change: (token: string) => string): Forgery {
  return { title, forge: (watchword) => change(watchword.token()) };
}

/** Changes the unused bits of the last letter: a 64-byte signature has four, so lax decoders accept 16 spellings. */
function looselyEncoded(token: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return token.slice(0, -1) + letters[letters.indexOf(token.slice(-1)) + 1];
}
