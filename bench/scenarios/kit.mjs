import { createPublicKey } from 'node:crypto';
import { WatchwordVerifier } from '@watchword/verifier';
import { createVerifier } from 'fast-jwt';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import jwt from 'jsonwebtoken';
import { ask, login, PASSWORD, signUp } from '../support/clients.mjs';
import { alternate } from '../support/rounds.mjs';

export const title = 'Checks of one token inside a service, one after the other, in one process';

const AUDIENCE = 'watchword';
const ADMIN = { ADMIN_NAME: 'root', ADMIN_PASSWORD: PASSWORD };
/** Number of checks between two readings of the clock. */
const BATCH = 50;

/**
 * Measures how fast a service checks a token again. The verifier and fast-jwt cache it; jose and jsonwebtoken check the
 * signature each time. Only the verifier refuses it within a second of a logout.
 */
export async function play(stage, options) {
  const server = await stage.startWatchword({ env: { ...ADMIN, ACCESS_TOKEN_TTL: '1d' } });
  const { json: metadata } = await ask(`${server.url}/.well-known/oauth-authorization-server`);
  const { issuer } = metadata;
  await signUp(server);
  const { token } = await login(server, 'alice');
  const verifier = await startVerifier(server, issuer);
  const checks = { 'jose, keys remembered': withJose(issuer), ...(await withOneKey(server, issuer)) };
  checks['@watchword/verifier'] = (text) => verifier.verify(text);
  try {
    const measures = Object.entries(checks).map(([name, check]) => [
      name,
      () => rateOf(check, token, options),
    ]);
    return { rows: await alternate(Object.fromEntries(measures), options) };
  } finally {
    await verifier.stop();
  }
}

async function startVerifier(server, issuer) {
  const admin = await login(server, 'root');
  const { json: client } = await ask(`${server.url}/clients`, {
    method: 'POST',
    body: { name: 'bench', scopes: [] },
    headers: { authorization: `Bearer ${admin.token}` },
    status: 201,
  });
  const { id: clientId, secret: clientSecret } = client;
  const verifier = new WatchwordVerifier({ issuer, audience: AUDIENCE, clientId, clientSecret });
  await verifier.start();
  return verifier;
}

function withJose(issuer) {
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
  const rules = { issuer, audience: AUDIENCE, algorithms: ['ES256'], typ: 'at+jwt' };
  return (token) => jwtVerify(token, keys, rules);
}

/** fast-jwt and jsonwebtoken load no keys, so they get the signing key. */
async function withOneKey(server, issuer) {
  const { json } = await ask(`${server.url}/.well-known/jwks.json`);
  const key = createPublicKey({ key: json.keys[0], format: 'jwk' });
  const pem = key.export({ type: 'spki', format: 'pem' });
  const rules = { allowedIss: issuer, allowedAud: AUDIENCE, algorithms: ['ES256'] };
  const forJsonwebtoken = { issuer, audience: AUDIENCE, algorithms: ['ES256'] };
  return {
    'fast-jwt with its cache': createVerifier({ key: pem, cache: true, ...rules }),
    jsonwebtoken: (token) => jwt.verify(token, key, forJsonwebtoken),
  };
}

async function rateOf(check, token, { seconds }) {
  const started = performance.now();
  const end = started + seconds * 1000;
  let count = 0;
  while (performance.now() < end) {
    for (let index = 0; index < BATCH; index++) await check(token);
    count += BATCH;
  }
  return { perSecond: (count * 1000) / (performance.now() - started) };
}
