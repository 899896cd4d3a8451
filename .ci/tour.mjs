// Walks the five routes of the README's tour on the service at the address given, whose first admin is named in
// ADMIN_NAME and ADMIN_PASSWORD. Fails at the first answer that is not as promised.
import assert from 'node:assert/strict';

const [base] = process.argv.slice(2);
const { ADMIN_NAME, ADMIN_PASSWORD } = process.env;
const alice = { name: 'alice', password: 'seven quiet lanterns' };

async function call(method, path, { token, body } = {}) {
  const headers = {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(body && { 'content-type': 'application/json' }),
  };
  const response = await fetch(base + path, { method, headers, body: body && JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

async function signIn(name, password) {
  const { status, body } = await call('POST', '/login', { body: { name, password } });
  assert.equal(status, 200);
  assert.equal(body.msg, 'ok');
  assert.equal(body.tokenType, 'Bearer');
  return body.token;
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

process.stdout.write('all five routes answer as promised\n');
