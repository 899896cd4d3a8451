import { randomBytes, randomInt } from 'node:crypto';
import { ask, login, PASSWORD, register } from '../support/clients.mjs';
import { converse } from '../support/load.mjs';
import { alternate } from '../support/rounds.mjs';
import { nameOf, seed } from '../support/seeder.mjs';

export const title = 'One request at a time among many users, on every core';

const ADMIN = { ADMIN_NAME: 'admin', ADMIN_PASSWORD: PASSWORD };
const MODEL = 'model';

/** Small pages, so that ten thousand users have a thousand of them. */
const LIMIT = 10;
const PAGE = 1000;

/** Sessions that are refreshed in turn, so that more than one row is needed. */
const SESSIONS = 50;

/** Measures requests with few users and with very many. */
export async function play(stage, options) {
  const contenders = {};
  for (const size of options.sizes) Object.assign(contenders, await among(stage, size, options));
  const notes = [
    `Users and their sessions are written straight into the database. Pages of ${LIMIT}. Sign-ins at bcrypt cost 4, so that the look-up counts, by random users.`,
  ];
  return { rows: await alternate(contenders, options), notes };
}

async function among(stage, size, { seconds }) {
  const server = await populated(stage, size);
  const { token, refreshToken } = await login(server, 'admin');
  const headers = { authorization: `Bearer ${token}` };
  const one = { connections: 1, seconds, headers };
  const first = `${server.url}/users?limit=${LIMIT}`;
  const page = Math.min(PAGE, size / LIMIT);
  const later = await addressOf(page, first, headers);

  return {
    [`login, ${size} users`]: () =>
      converse({ ...one, url: `${server.url}/login`, body: () => anybody(size) }),
    ...(refreshToken && { [`refresh, ${size} users`]: () => refreshing(server, size, one) }),
    [`first page, ${size} users`]: () => converse({ ...one, url: first, method: 'GET' }),
    [`page ${page}, ${size} users`]: () => converse({ ...one, url: later, method: 'GET' }),
  };
}

/** Cost 4 and the longest lifetime, so that mainly the database is measured. */
async function populated(stage, size) {
  const DATABASE_URL = await stage.databases.create('scale');
  const SECRET_KEY = randomBytes(32).toString('base64');
  const env = { ...ADMIN, DATABASE_URL, SECRET_KEY, BCRYPT_COST: '4', ACCESS_TOKEN_TTL: '1d' };
  const server = await stage.startWatchword({ env });
  await register(server, MODEL);
  await login(server, MODEL);
  await seed(DATABASE_URL, { model: MODEL, count: size });
  return server;
}

function anybody(size) {
  return { name: nameOf(randomInt(1, size + 1)), password: PASSWORD };
}

async function refreshing(server, size, one) {
  const tokens = [];
  while (tokens.length < SESSIONS) tokens.push((await login(server, anybody(size).name)).refreshToken);
  const body = (answer) => {
    if (answer) tokens.push(answer.refreshToken);
    return { refreshToken: tokens.shift() };
  };
  return converse({ ...one, url: `${server.url}/refresh`, body });
}

/**
 * Returns the URL of a page. Its cursor is the name at the end of the previous page; `admin` and `model` sort before
 * all seeded users. Following a thousand links would give the same.
 */
async function addressOf(page, first, headers) {
  const seededBefore = (page - 1) * LIMIT - 2;
  const url = `${first}&after=${Buffer.from(nameOf(seededBefore)).toString('base64url')}`;
  const { json } = await ask(url, { headers });
  const names = json.map(({ name }) => name);
  if (names.length === LIMIT && names[0] === nameOf(seededBefore + 1)) return url;
  throw new Error(`Page ${page} should start with ${nameOf(seededBefore + 1)}, and holds ${names}`);
}
