/**
 * The limit for refreshes: node:http, the database driver, the statements that Watchword sends, one ES256 signature.
 * POST /sessions makes a session, POST /refresh {refreshToken} trades its token for the next.
 */
import { createHash, createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { v7 as uuidv7 } from 'uuid';
import { openBare } from '../support/bare-database.mjs';

const { PORT, HOST, DATABASE_URL } = process.env;

/** What Watchword does in one refresh, between BEGIN and COMMIT: keep it the same as src/sessions. */
const FIND = `SELECT s.id, s.user_id, s.current_hash, s.previous_hash, s.expires_at, s.ended_at, u.disabled, r.role_name
  FROM sessions s JOIN users u ON u.id = s.user_id JOIN user_roles r ON r.user_id = u.id WHERE s.id = ?`;
const ROTATE = `UPDATE sessions SET previous_hash = current_hash, current_hash = ?, rotated_at = ?
  WHERE id = ? AND current_hash = ? AND ended_at IS NULL`;

const TABLES = [
  'CREATE TABLE users (id CHAR(36) PRIMARY KEY, disabled BOOLEAN NOT NULL)',
  'CREATE TABLE user_roles (user_id CHAR(36), role_name VARCHAR(64), PRIMARY KEY (user_id, role_name))',
  `CREATE TABLE sessions (id CHAR(36) PRIMARY KEY, user_id CHAR(36) NOT NULL, current_hash CHAR(64) NOT NULL,
    previous_hash CHAR(64), expires_at BIGINT NOT NULL, rotated_at BIGINT, ended_at BIGINT)`,
];

const LIFETIME_SECONDS = 900;
const SESSION_MILLISECONDS = 30 * 24 * 3600 * 1000;
const derivationKey = randomBytes(32);
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signingKey = { key: privateKey, dsaEncoding: 'ieee-p1363' };
const HEADER = encode({ alg: 'ES256', typ: 'at+jwt', kid: uuidv7() });

const database = await openBare(DATABASE_URL);
await database.transaction(async (query) => {
  for (const table of TABLES) await query(table);
});

createServer((request, response) => void answer(request, response)).listen(Number(PORT), HOST);

async function answer(request, response) {
  const [status, body] = await route(request);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function route(request) {
  if (request.url === '/sessions') return [200, { refreshToken: await createSession() }];
  if (request.url !== '/refresh') return [200, {}];
  const grant = await refresh((await json(request)).refreshToken);
  return grant ? [200, grant] : [401, {}];
}

async function refresh(presented) {
  const [id, secret] = presented.split('.');
  const next = createHmac('sha256', derivationKey).update(secret).digest('base64url');
  const session = await database.transaction(async (query) => {
    const [found] = await query(FIND, [id]);
    const isUsable = found && !found.disabled && !found.ended_at && found.expires_at > Date.now();
    if (!isUsable || found.current_hash !== hashOf(secret)) return undefined;
    await query(ROTATE, [hashOf(next), Date.now(), id, found.current_hash]);
    return found;
  });
  if (!session) return undefined;
  const token = issue(session);
  return {
    msg: 'ok',
    token,
    tokenType: 'Bearer',
    expiresIn: LIFETIME_SECONDS,
    refreshToken: `${id}.${next}`,
  };
}

function issue({ id, user_id: sub, role_name: role }) {
  const iat = Math.floor(Date.now() / 1000);
  const exp = iat + LIFETIME_SECONDS;
  const claims = { iss: 'bench', aud: 'bench', sub, sid: id, jti: uuidv7(), iat, exp, roles: [role] };
  const signed = `${HEADER}.${encode(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), signingKey).toString('base64url')}`;
}

async function createSession() {
  const [id, userId, secret] = [uuidv7(), uuidv7(), randomBytes(32).toString('base64url')];
  const row = [id, userId, hashOf(secret), Date.now() + SESSION_MILLISECONDS];
  await database.transaction(async (query) => {
    await query('INSERT INTO users (id, disabled) VALUES (?, 0)', [userId]);
    await query("INSERT INTO user_roles (user_id, role_name) VALUES (?, 'user')", [userId]);
    await query('INSERT INTO sessions (id, user_id, current_hash, expires_at) VALUES (?, ?, ?, ?)', row);
  });
  return `${id}.${secret}`;
}

function hashOf(secret) {
  return createHash('sha256').update(secret).digest('hex');
}

function encode(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
