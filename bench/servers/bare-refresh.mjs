/**
 * The limit for refreshes: node:http, the database driver, the statements that Watchword sends, one ES256 signature; on
 * tables created by Watchword, with a user in them. POST /sessions creates a session, POST /refresh {refreshToken}
 * exchanges its token for the next one.
 */
import { createHash, createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { v7 as uuidv7 } from 'uuid';
import { openBare } from '../support/bare-database.mjs';

const { PORT, HOST, DATABASE_URL } = process.env;

/** The statements of one refresh. They must be the same as in RefreshRows. */
const SESSION = `SELECT sessions.user_id AS user_id, secret_hash, issued_at, sessions.revision AS revision, disabled, tokens_not_before, role_name
  FROM sessions JOIN users ON users.id = sessions.user_id LEFT JOIN user_roles ON user_roles.user_id = users.id
  WHERE sessions.id = ? AND ended_at IS NULL AND expires_at > ? AND last_used_at > ? ORDER BY role_name`;
const ROTATE = `UPDATE sessions SET secret_hash = ?, previous_secret_hash = ?, rotated_at = ?, last_used_at = ?,
  issued_at = ?, revision = revision + 1
  WHERE id = ? AND revision = ? AND secret_hash = ? AND ended_at IS NULL`;

const BEGIN = `INSERT INTO sessions
  (id, user_id, secret_hash, issued_at, address, user_agent, created_at, last_used_at, expires_at)
  VALUES (?, ?, ?, ?, '127.0.0.1', 'bench', ?, ?, ?)`;

const LIFETIME_SECONDS = 900;
const WEEK = 7 * 24 * 3600 * 1000;
const successorKey = randomBytes(32);
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signingKey = { key: privateKey, dsaEncoding: 'ieee-p1363' };
const HEADER = encode({ alg: 'ES256', typ: 'at+jwt', kid: uuidv7() });

const database = await openBare(DATABASE_URL);
createServer((request, response) => void answer(request, response)).listen(Number(PORT), HOST);

async function answer(request, response) {
  const [status, body] = await route(request);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function route(request) {
  if (request.url === '/sessions') return [200, { refreshToken: await begin() }];
  if (request.url !== '/refresh') return [200, {}];
  const grant = await refresh((await json(request)).refreshToken);
  return grant ? [200, grant] : [401, {}];
}

async function refresh(presented) {
  const [id, secret] = presented.split('.');
  const next = createHmac('sha256', successorKey).update(presented).digest('base64url');
  const now = Date.now();
  const [current, successor] = [hashOf(secret), hashOf(next)];
  const rows = await database.read(SESSION, [id, moment(now), moment(now - WEEK)]);
  const [session] = rows;
  if (session?.secret_hash !== current) return undefined;
  const rotation = [successor, current, moment(now), moment(now), Math.max(now, Number(session.issued_at))];
  const { affectedRows } = await database.write(ROTATE, [...rotation, id, session.revision, current]);
  if (affectedRows !== 1) return undefined;
  const roles = rows.map(({ role_name: role }) => role);
  return {
    msg: 'ok',
    token: issue({ subject: session.user_id, session: id, roles }),
    tokenType: 'Bearer',
    expiresIn: LIFETIME_SECONDS,
    refreshToken: `${id}.${next}`,
  };
}

function issue({ subject, session, roles }) {
  const iat = Math.floor(Date.now() / 1000);
  const exp = iat + LIFETIME_SECONDS;
  const claims = {
    iss: 'bench',
    aud: 'bench',
    sub: subject,
    sid: session,
    jti: uuidv7(),
    iat,
    exp,
    roles,
  };
  const signed = `${HEADER}.${encode(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), signingKey).toString('base64url')}`;
}

async function begin() {
  const [id, secret, now] = [uuidv7(), randomBytes(32).toString('base64url'), Date.now()];
  const [user] = await database.read('SELECT id FROM users LIMIT 1');
  const times = [moment(now), moment(now), moment(now + WEEK)];
  await database.write(BEGIN, [id, user.id, hashOf(secret), now, ...times]);
  return `${id}.${secret}`;
}

/** Formats a time for both databases. */
function moment(milliseconds) {
  return new Date(milliseconds).toISOString().slice(0, -1).replace('T', ' ');
}

function hashOf(secret) {
  return createHash('sha256').update(secret).digest('hex');
}

function encode(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
