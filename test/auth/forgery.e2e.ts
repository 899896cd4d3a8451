import { createHmac, sign } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { KeyRing } from '../../src/keys/key-ring.js';
import { expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';
import {
  encode,
  type ForgeKey,
  makeKey,
  makeToken,
  nowInSeconds,
  userClaims,
} from '../support/token-forge.js';

const service = useService();

type Members = Record<string, unknown>;

let subject: string;
let own: ForgeKey;

beforeAll(async () => {
  subject = (await service.person()).id;
  const { id: kid, privateKey, publicKey } = await service.app.get(KeyRing).current();
  own = { kid, alg: 'ES256', privateKey, publicKey };
});

const otherKey = makeKey('ES256');
const p384 = makeKey('ES384');
const rsa = makeKey('RS256');
const asEs256 = (key: ForgeKey): ForgeKey => ({ ...key, alg: 'ES256' });

/** Makes a header like the service does, with the given changes. A member that is `undefined` is left out. */
const goodHeader = (changes: Members = {}): Members => ({
  alg: 'ES256',
  typ: 'at+jwt',
  kid: own.kid,
  ...changes,
});
const goodClaims = (changes: Members = {}): Members => ({
  ...userClaims('https://auth.example.com'),
  sub: subject,
  ...changes,
});

/** Signs with the public key as if it were a shared secret. */
function hmac(header: Members): string {
  const input = `${encode(header)}.${encode(goodClaims())}`;
  const secret = own.publicKey.export({ type: 'spki', format: 'pem' });
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

const good = () => makeToken(own, goodClaims());
const withHeader = (changes: Members, key?: ForgeKey) => () =>
  makeToken(key ?? own, goodClaims(), goodHeader(changes));
const withClaims = (changes: Members) => () => makeToken(own, goodClaims(changes));
const parts = () => good().split('.') as [string, string, string];

/** Replaces the last character by one that decodes to the same bytes, because four of its bits are unused. */
function respelled(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return token.slice(0, -1) + alphabet[alphabet.indexOf(token.at(-1)!) ^ 1];
}

/** Encodes the signature with `+` and `/`. Makes another token if the signature has neither. */
function inOtherAlphabet(token: string): string {
  const [header, claims, signature = ''] = token.split('.');
  const other = signature.replaceAll('-', '+').replaceAll('_', '/');
  return other === signature ? inOtherAlphabet(good()) : `${header}.${claims}.${other}`;
}

const FORGERIES: [what: string, make: () => string][] = [
  ['alg none without a signature', () => `${encode(goodHeader({ alg: 'none' }))}.${encode(goodClaims())}.`],
  ['alg None with a signature', withHeader({ alg: 'None' })],
  ['HS256 with the public key as the secret', () => hmac(goodHeader({ alg: 'HS256' }))],
  ['ES256 and an HMAC with the public key', () => hmac(goodHeader())],
  ['RS256 and a signature of another RSA key', withHeader({ alg: 'RS256' }, rsa)],
  ['RS256 and an ES256 signature of the service', withHeader({ alg: 'RS256' })],
  ['ES384 with a key on P-384', withHeader({ alg: 'ES384' }, p384)],
  ['ES256 with a key on P-384', withHeader({}, asEs256(p384))],
  ['no alg', withHeader({ alg: undefined })],
  ['the kid of the service and a signature of another P-256 key', withHeader({}, otherKey)],
  [
    'the public key of its forged signature in the header',
    () => withHeader({ jwk: otherKey.publicKey.export({ format: 'jwk' }) }, otherKey)(),
  ],
  [
    'the public key of the service in the header',
    () => withHeader({ jwk: own.publicKey.export({ format: 'jwk' }) })(),
  ],
  ['the URL of a key', withHeader({ jku: 'https://evil.example/jwks.json' })],
  ['the URL of a certificate', withHeader({ x5u: 'https://evil.example/cert.pem' })],
  ['no kid', withHeader({ kid: undefined })],
  ['an unknown kid', withHeader({ kid: uuidv7() })],
  ['a kid that is a property of every object', withHeader({ kid: 'constructor' })],
  ['a kid that is a path', withHeader({ kid: '../../../dev/null' })],
  ['a kid that is a list', () => withHeader({ kid: [own.kid] })()],
  ['an unknown critical header parameter', withHeader({ crit: ['urn:x'], 'urn:x': true })],
  ['an empty list of critical header parameters', withHeader({ crit: [] })],
  ['b64 false', withHeader({ b64: false, crit: ['b64'] })],
  ['typ JWT', withHeader({ typ: 'JWT' })],
  ['no typ', withHeader({ typ: undefined })],
  ['compression', withHeader({ zip: 'DEF' })],
  ...['iss', 'aud', 'sub', 'sid', 'jti', 'iat', 'exp', 'roles'].map((claim): [string, () => string] => [
    `no ${claim}`,
    withClaims({ [claim]: undefined }),
  ]),
  ['an exp in the past', withClaims({ exp: nowInSeconds() - 1 })],
  ['an exp that is text', withClaims({ exp: '9999999999' })],
  ['an exp that is no whole number', withClaims({ exp: nowInSeconds() + 60.5 })],
  ['an nbf in the future', withClaims({ nbf: nowInSeconds() + 60 })],
  ['another issuer', withClaims({ iss: 'https://auth.example.com.evil.example' })],
  ['an issuer with a slash more', withClaims({ iss: 'https://auth.example.com/' })],
  ['another audience', withClaims({ aud: 'watchword2' })],
  ['a sub that is a number', withClaims({ sub: 1 })],
  ['a sub that is a list', () => withClaims({ sub: [subject] })()],
  ['a sub that is no id', withClaims({ sub: 'root' })],
  ['roles that are text', withClaims({ roles: 'admin' })],
  ['roles that are numbers', withClaims({ roles: [1] })],
  ['padded base64', () => `${good()}==`],
  ['a signature in base64 instead of base64url', () => inOtherAlphabet(good())],
  ['a last character that decodes to the same signature', () => respelled(good())],
  [
    'a DER signature',
    () => {
      const [header, claims] = parts();
      const der = sign('sha256', Buffer.from(`${header}.${claims}`), own.privateKey);
      return `${header}.${claims}.${der.toString('base64url')}`;
    },
  ],
  ['a signature of zeros', () => [...parts().slice(0, 2), Buffer.alloc(64).toString('base64url')].join('.')],
  ['an empty signature', () => [...parts().slice(0, 2), ''].join('.')],
  ['two parts', () => parts().slice(0, 2).join('.')],
  ['a trailing dot', () => `${good()}.`],
  ['four parts', () => `${good()}.${parts()[2]}`],
  ['five parts', () => `${good()}.${parts()[1]}.${parts()[2]}`],
  [
    'other claims than those that were signed',
    () => [parts()[0], encode(goodClaims({ roles: ['admin'] })), parts()[2]].join('.'),
  ],
  ['a header that is a list', () => `${encode([goodHeader()])}.${parts()[1]}.${parts()[2]}`],
  ['a header that is no JSON', () => `e30x.${parts()[1]}.${parts()[2]}`],
  ['claims that are text', () => makeToken(own, 'root' as never)],
  ['8 kB of claims', withClaims({ padding: 'a'.repeat(8000) })],
  ['another token after a space', () => `${good()} ${good()}`],
  ['a list of tokens', () => `${good()}, ${good()}`],
];

describe('an access token', () => {
  it('is accepted when the test builds it without a fault, so each forgery below fails for its one fault', async () => {
    expect((await service.get('/protected', { token: good() })).status).toBe(200);
  });

  it.each(FORGERIES)('with %s is refused', async (_, make) => {
    const answer = await service.get('/protected', { token: make() });

    expectProblem(answer, 401, 'unauthenticated');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  });

  it('is refused with altered claims, even after the original was accepted', async () => {
    const [header, claims, signature] = parts();
    const known = await service.get('/protected', { token: `${header}.${claims}.${signature}` });
    const forged = `${header}.${encode(goodClaims({ roles: ['admin'] }))}.${signature}`;

    expect(known.status).toBe(200);
    expectProblem(await service.get('/protected', { token: forged }), 401, 'unauthenticated');
  });

  it.each(['bearer', 'BEARER', 'bEaReR'])(
    'is accepted with the scheme %s, whose case does not matter',
    async (scheme) => {
      const answer = await service.get('/protected', { headers: { authorization: `${scheme} ${good()}` } });

      expect(answer.status).toBe(200);
    },
  );

  it.each(['', 'Basic ', 'JWT ', 'Token ', 'Bearer:', 'Bearer=', 'xBearer ', 'Basic a, Bearer '])(
    'is refused with %j in place of the scheme Bearer',
    async (scheme) => {
      const answer = await service.get('/protected', { headers: { authorization: scheme + good() } });

      expectProblem(answer, 401, 'unauthenticated');
    },
  );

  it('is only accepted in the Authorization header', async () => {
    const token = good();

    const answers = [
      await service.get(`/protected?access_token=${token}`),
      await service.get(`/protected?auth_token=${token}&token=${token}`),
      await service.get('/protected', { headers: { cookie: `token=${token}; access_token=${token}` } }),
      await service.get('/protected', { headers: { 'x-access-token': token, 'x-auth-token': token } }),
      await service.post('/me/password', { access_token: token, auth_token: token }),
    ];

    for (const answer of answers) expectProblem(answer, 401, 'unauthenticated');
  });
});
