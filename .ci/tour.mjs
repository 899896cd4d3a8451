// Walks the README's tour on the service at the address given, whose first admin is named in ADMIN_NAME and
// ADMIN_PASSWORD, and whose log is the second argument: without SMTP_URL its mails are there. Fails at the first answer that
// is not as promised.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const [base, log] = process.argv.slice(2);
const { ADMIN_NAME, ADMIN_PASSWORD } = process.env;
const alice = { name: 'alice', password: 'seven quiet lanterns', email: 'alice@example.com' };
const newPassword = 'lanterns over quiet water';

async function call(method, path, { token, body } = {}) {
  const headers = {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(body && { 'content-type': 'application/json' }),
  };
  const response = await fetch(base + path, { method, headers, body: body && JSON.stringify(body) });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

async function signIn(name, password) {
  const { status, body } = await call('POST', '/login', { body: { name, password } });
  assert.equal(status, 200);
  assert.equal(body.msg, 'ok');
  assert.equal(body.tokenType, 'Bearer');
  return body.token;
}

/** The token of the link in the mail with this subject. */
async function mailedToken(subject) {
  for (let tries = 0; tries < 100; tries++, await sleep(100)) {
    const lines = readFileSync(log, 'utf8').split('\n');
    const mail = lines.filter((line) => line.includes('"msg":"mail"')).map((line) => JSON.parse(line));
    const link = mail.find((one) => one.subject === subject)?.links[0];
    if (link) return new URL(link).searchParams.get('token');
  }
  throw new Error(`no mail says "${subject}"`);
}

assert.deepEqual(await call('GET', '/'), { status: 200, body: { message: 'Watchword is up!' } });

const registered = await call('POST', '/register', { body: alice });
assert.equal(registered.status, 201);
assert.equal(registered.body.user.name, alice.name);
assert.equal((await call('POST', '/register', { body: alice })).body.code, 'name_taken');

const token = await signIn(alice.name, alice.password);
const adminToken = await signIn(ADMIN_NAME, ADMIN_PASSWORD);

assert.equal((await call('GET', '/protected', { token })).status, 200);
assert.equal((await call('GET', '/protected')).status, 401);

const users = await call('GET', '/users', { token: adminToken });
assert.equal(users.status, 200);
assert.deepEqual(users.body.map(({ name }) => name).sort(), [ADMIN_NAME, alice.name].sort());
assert.equal((await call('GET', '/users', { token })).status, 403);

const verification = { token: await mailedToken('Confirm your email address') };
assert.equal((await call('POST', '/email/verify', { body: verification })).status, 204);
assert.equal((await call('POST', '/password/forgot', { body: { login: 'alice' } })).status, 202);
const reset = { token: await mailedToken('Choose a new password'), newPassword };
assert.equal((await call('POST', '/password/reset', { body: reset })).status, 204);
const old = { name: alice.name, password: alice.password };
assert.equal((await call('POST', '/login', { body: old })).status, 401);
assert.equal((await call('GET', '/protected', { token })).status, 401);
await signIn(alice.name, newPassword);

process.stdout.write('all routes of the tour answer as promised\n');
