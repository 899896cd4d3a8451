import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ProblemClass } from '../src/common/problem.js';
import { audienceOf, codesOf, OpenApi, type Operation } from './support/document.js';
import { expectDocumented, Operations } from './support/operations.js';
import { useService } from './support/service.js';

const service = useService();

const SOURCE = join(__dirname, '..', 'src');

/** Codes that no operation can document, because what answers with them is before or behind all operations. */
const NOT_OF_AN_OPERATION = {
  internal_error: 'a fault of ours is no part of the contract',
  not_found: 'no operation is there',
  headers_too_large: 'the request was never read, so nobody knows which operation it was for',
};

let operations: Operations;
let document: OpenApi;

beforeAll(async () => {
  operations = await Operations.of(service);
  document = operations.document;
});

const titleOf = ({ method, path }: Operation) => `${method} ${path}`;

/** The routes in Fastify's router, in the words of the document; without HEAD, and without the document itself. */
function servedRoutes(): string[] {
  const tree = service.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  const parts: string[] = [];
  const routes = tree.split('\n').flatMap((line) => {
    const [, indent = '', part, methods] = /^(.*)[└├]── (\S+) \((.+)\)$/.exec(line) ?? [];
    if (part === undefined || methods === undefined) return [];
    parts.splice(indent.length / 4, Infinity, part);
    const path = parts
      .join('')
      .replaceAll(/:(\w+)/g, '{$1}')
      .replace('//', '/');
    return methods.split(', ').map((method) => `${method} ${path}`);
  });
  return routes.filter((route) => !/^HEAD|^GET \/(docs|openapi\.json)/.test(route));
}

/** Codes that RFC 6749 5.2 has for what is a problem of another name elsewhere. */
const OF_OAUTH = ['invalid_request', 'temporarily_unavailable'];

/** Every kind of problem that the source knows. */
function problemKinds(): string[] {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.errors.ts'),
  );
  const exported = files.flatMap((file) => Object.values(jest.requireActual<object>(join(SOURCE, file))));
  return exported.flatMap((value) => (value as Partial<ProblemClass>).kind?.code ?? []);
}

describe('the document', () => {
  it('describes every route that is served, and no other', () => {
    expect(servedRoutes().toSorted()).toEqual(operations.all.map(titleOf).toSorted());
  });

  it('is OpenAPI 3.1', () => expect(document.version).toMatch(/^3\.1\.\d+$/));

  it('gives every operation a name of its own, a summary, a tag and an answer when all goes well', () => {
    const names = operations.all.map(({ operationId }) => operationId);

    expect(new Set(names).size).toBe(names.length);
    for (const operation of operations.all) {
      expect(operation).toMatchObject({
        operationId: expect.stringMatching(/^[a-z]\w+$/),
        summary: expect.stringMatching(/^[A-Z].+[^.]$/),
        tags: [expect.any(String)],
      });
      expect(Object.keys(operation.responses).some((status) => status.startsWith('2'))).toBe(true);
    }
  });

  it('lists every problem code of the source, and no other', () => {
    const documented = operations.all.flatMap((operation) => codesOf(operation));
    const all = new Set([...documented, ...Object.keys(NOT_OF_AN_OPERATION)]);

    expect([...all].toSorted()).toEqual([...problemKinds(), ...OF_OAUTH].toSorted());
  });

  it('leaves no reference open', async () => {
    const text = JSON.stringify((await service.get('/openapi.json')).body);
    const names = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);

    expect(Object.keys(document.schemas)).toEqual(expect.arrayContaining(names));
    expect(text).not.toMatch(/passwordHash|nameKey|generation/);
  });

  it('shows an example of every field and parameter', () => {
    const properties = Object.entries(document.schemas).flatMap(([name, { properties = {} }]) =>
      Object.entries(properties).map(([field, schema]) => ({ where: `${name}.${field}`, schema })),
    );
    const parameters = operations.all.flatMap((operation) =>
      (operation.parameters ?? []).map(({ name, schema }) => ({
        where: `${titleOf(operation)} ${name}`,
        schema,
      })),
    );
    const bare = [...properties, ...parameters].filter(
      ({ schema }) => schema.example === undefined && !schema.$ref && !schema.items?.$ref,
    );

    expect(bare.map(({ where }) => where)).toEqual([]);
  });

  it('has examples that its own routes accept', async () => {
    const { admin, client } = operations;

    for (const reader of operations.all.filter(({ requestBody }) => requestBody)) {
      const { token } = reader.path.startsWith('/me') ? await service.person() : admin;
      const authorization = audienceOf(reader) === 'clients' ? client.basic : `Bearer ${token}`;
      const answer = await operations.call(reader, { headers: { authorization } });
      expectDocumented(reader, answer);
      expect(answer.body.errors).toBeUndefined();
    }
  });
});

describe('what goes wrong', () => {
  it.each([
    ['a body of the wrong type', { raw: 'a', headers: { 'content-type': 'text/plain' } }],
    ['a body that is broken', { raw: '{', headers: { 'content-type': 'application/json' } }],
    [
      'a body that is too large',
      { raw: 'a'.repeat(40_000), headers: { 'content-type': 'application/json' } },
    ],
    ['an empty body', { raw: '{}', headers: { 'content-type': 'application/json' } }],
    ['no body', {}],
  ])('is documented for %s', async (_, request) => {
    for (const operation of operations.all.filter(({ requestBody }) => requestBody)) {
      const path = operation.path.replace(/\{\w+\}/, 'editor');
      const answer = await service.send(operation.method, path, undefined, {
        token: operations.admin.token,
        ...request,
      });
      expectDocumented(operation, answer);
    }
  });

  it.each(['nobody', '%zz', 'a'.repeat(201), '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c'])(
    'is documented for a path to %.40s',
    async (name) => {
      const named = operations.all.filter(({ path }) => path.includes('{'));

      for (const operation of named) {
        expectDocumented(
          operation,
          await operations.call(operation, { token: operations.admin.token }, name),
        );
      }
    },
  );
});
