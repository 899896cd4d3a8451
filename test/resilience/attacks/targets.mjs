// Reads /openapi.json of the service at the address given and writes, into the folder given, one target for every string
// that a caller can send: each field of a body, each parameter of a query, each part of a path. FUZZ stands for the string.
//   node targets.mjs http://127.0.0.1:3000 folder
// The first admin is named in ADMIN_NAME and ADMIN_PASSWORD.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [base, folder] = process.argv.slice(2);
const { ADMIN_NAME, ADMIN_PASSWORD } = process.env;
const PASSWORD = 'seven quiet lanterns';
const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

async function call(method, path, { authorization, body } = {}) {
  const headers = { ...(authorization && { authorization }), ...(body && { 'content-type': JSON_TYPE }) };
  const response = await fetch(base + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

const signIn = async (name, password) =>
  `Bearer ${(await call('POST', '/login', { body: { name, password } })).token}`;

const admin = await signIn(ADMIN_NAME, ADMIN_PASSWORD);
const { user } = await call('POST', '/register', { body: { name: 'victim', password: PASSWORD } });
const person = await signIn('victim', PASSWORD);
const client = await call('POST', '/clients', { authorization: admin, body: { name: 'attacks' } });
const service = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
const document = await call('GET', '/openapi.json');

/** Something that exists, for the parts of a path that are not attacked. */
function somethingAt(path) {
  if (path.startsWith('/clients')) return client.id;
  return path.startsWith('/roles') ? 'editor' : user.id;
}

function callerOf(path, { security = [] }) {
  if (security.length === 0) return undefined;
  if (security.some((scheme) => 'clientSecret' in scheme)) return service;
  return path.startsWith('/me') ? person : admin;
}

function fieldsOf({ requestBody }) {
  const [type, { schema } = {}] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const { properties = {} } = document.components.schemas[schema?.$ref.split('/').at(-1)] ?? {};
  return { type, properties };
}

/** A body of the examples, with FUZZ in one field; in a list it is one element. */
function bodyOf(type, properties, attacked) {
  const values = Object.entries(properties).map(([name, schema]) => {
    const value = name === attacked ? 'FUZZ' : schema.example;
    return [name, name === attacked && schema.type === 'array' ? [value] : value];
  });
  const body = Object.fromEntries(values);
  return type === FORM_TYPE ? new URLSearchParams(body).toString() : JSON.stringify(body);
}

function targetsOf(method, path, operation) {
  const { parameters = [] } = operation;
  const { type, properties } = fieldsOf(operation);
  const concrete = path.replaceAll(/\{\w+\}/g, somethingAt(path));
  const target = (where, url, body) => ({
    where: `${method} ${path} ${where}`,
    method,
    url,
    body,
    type: body === undefined ? undefined : type,
    authorization: callerOf(path, operation),
  });
  const whole = type && bodyOf(type, properties);
  const inPath = parameters.filter((one) => one.in === 'path');
  const inQuery = parameters.filter((one) => one.in === 'query');
  const inBody = Object.entries(properties).filter(([, schema]) => schema.type !== 'boolean');
  return [
    ...inPath.map(({ name }) => target(name, path.replace(`{${name}}`, 'FUZZ'), whole)),
    ...inQuery.map(({ name }) => target(`?${name}`, `${concrete}?${name}=FUZZ`, whole)),
    ...inBody.map(([name]) => target(name, concrete, bodyOf(type, properties, name))),
  ];
}

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => [method.toUpperCase(), path, operation]),
);
const targets = operations.flatMap(([method, path, operation]) => targetsOf(method, path, operation));

writeFileSync(join(folder, 'routes.txt'), `${Object.keys(document.paths).join('\n')}\n`);
writeFileSync(join(folder, 'admin-token'), await signIn(ADMIN_NAME, ADMIN_PASSWORD)); // one of its routes is /logout
for (const [index, { where, method, url, body, type, authorization }] of targets.entries()) {
  const name = join(folder, `target-${String(index).padStart(3, '0')}`);
  const headers = [
    `Content-Type: ${type ?? JSON_TYPE}`,
    ...(authorization ? [`Authorization: ${authorization}`] : []),
  ];
  const form = type === JSON_TYPE && !url.includes('FUZZ') ? 'json' : 'url';
  writeFileSync(
    `${name}.target`,
    `${[where, method, base + url, form, body ?? '', ...headers].join('\n')}\n`,
  );
  const head = [`${method} ${url} HTTP/1.1`, `Host: ${new URL(base).host}`, ...headers];
  writeFileSync(`${name}.request`, `${head.join('\r\n')}\r\n\r\n${body ?? ''}`.replace('FUZZ', 'alice*'));
}
process.stdout.write(`${targets.length} strings in ${operations.length} routes\n`);
