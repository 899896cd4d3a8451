import { generateKeyPairSync, randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { ask, signUp, signUpAtBetterAuth } from './clients.mjs';
import { hammer } from './load.mjs';

/** Headers that differ between answers, or that node:http adds by itself. */
const OWN_HEADERS = ['date', 'connection', 'keep-alive'];

/** Records a response of Watchword, so that the bare servers send the same bytes. */
export async function record(url, headers) {
  const answer = await fetch(url, { headers });
  const kept = [...answer.headers].filter(([name]) => !OWN_HEADERS.includes(name));
  return JSON.stringify({ headers: Object.fromEntries(kept), body: await answer.text() });
}

/** The server that looks up a token in a Map. Returns how to measure it. */
export const bareMap = (stage, answer, options) => remembering('bare-map', stage, answer, options);

/** Nest and Fastify with one guard that does the same. Returns how to measure it. */
export const bareNest = (stage, answer, options) => remembering('bare-nest', stage, answer, options);

async function remembering(name, stage, answer, { seconds }) {
  const token = randomBytes(300).toString('base64url');
  const { url } = await stage.start(name, { onOneCore: true, env: { TOKEN: token, ANSWER: answer } });
  return () => hammer({ url: `${url}/protected`, headers: { authorization: `Bearer ${token}` }, seconds });
}

/** The server that checks one signature a request. */
export async function bareEs256(stage, answer, { seconds }) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const token = jwt.sign({ sub: 'alice', roles: ['user'] }, privateKey, {
    algorithm: 'ES256',
    expiresIn: '1d',
  });
  const env = { PUBLIC_KEY: publicKey.export({ type: 'spki', format: 'pem' }), ANSWER: answer };
  const { url } = await stage.start('bare-es256', { onOneCore: true, env });
  return () => hammer({ url: `${url}/protected`, headers: { authorization: `Bearer ${token}` }, seconds });
}

/** Starts the tutorial's service on a database of its own. */
export async function startTutorial(stage, rest = {}) {
  const DATABASE_URL = await stage.databases.create('tutorial');
  return stage.start('tutorial', { env: { DATABASE_URL }, ...rest });
}

/** Starts Better Auth on a database of its own. */
export async function startBetterAuth(stage, { env, ...rest } = {}) {
  const DATABASE_URL = await stage.databases.create('better_auth');
  const SECRET = randomBytes(32).toString('base64');
  return stage.start('better-auth', { env: { DATABASE_URL, SECRET, ...env }, ...rest });
}

/** The tutorial's protected route. */
export async function tutorial(stage, { seconds }) {
  const server = await startTutorial(stage, { onOneCore: true });
  const headers = await signUp(server);
  return () => hammer({ url: `${server.url}/protected`, headers, seconds });
}

/** Better Auth's session check. It answers 200 and `null` without a session, so we look first. */
export async function betterAuth(stage, cookieCache, { seconds }) {
  const server = await startBetterAuth(stage, { env: { COOKIE_CACHE: cookieCache }, onOneCore: true });
  const headers = await signUpAtBetterAuth(server);
  const url = `${server.url}/api/auth/get-session`;
  const { json } = await ask(url, { headers });
  if (!json?.user) throw new Error('Better Auth does not know the session that it just made');
  return () => hammer({ url, headers, seconds });
}
