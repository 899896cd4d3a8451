/**
 * Better Auth with e-mail and password, as its documentation sets it up for Node. COOKIE_CACHE=on keeps the session in
 * a signed cookie; BCRYPT_COST replaces its scrypt by bcrypt of that cost.
 */
import { createServer } from 'node:http';
import bcrypt from 'bcrypt';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import Sqlite from 'better-sqlite3';
import { createPool } from 'mysql2/promise';

const { PORT, HOST, DATABASE_URL, SECRET, COOKIE_CACHE, BCRYPT_COST } = process.env;
const HOUR = 3600;

const bcryptInstead = {
  hash: (password) => bcrypt.hash(password, Number(BCRYPT_COST)),
  verify: ({ password, hash }) => bcrypt.compare(password, hash),
};

const options = {
  baseURL: `http://${HOST}:${PORT}`,
  secret: SECRET,
  database: openDatabase(),
  emailAndPassword: { enabled: true, ...(BCRYPT_COST && { password: bcryptInstead }) },
  session: { cookieCache: { enabled: COOKIE_CACHE === 'on', maxAge: HOUR } },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
};

await (await getMigrations(options)).runMigrations();
const handle = toNodeHandler(betterAuth(options));

createServer((request, response) => {
  if (request.url === '/') response.end();
  else void handle(request, response);
}).listen(Number(PORT), HOST);

function openDatabase() {
  if (!DATABASE_URL.startsWith('sqlite:')) return createPool({ uri: DATABASE_URL, timezone: 'Z' });
  const database = new Sqlite(DATABASE_URL.slice('sqlite:'.length));
  database.pragma('journal_mode = WAL');
  return database;
}
