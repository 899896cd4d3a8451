import { OAUTH_ERROR_CODES, type OAuthErrorCode } from '@watchword/protocol';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_TYPES } from '../../src/audit/event-types.js';
import { FIELD_RULES } from '../../src/common/field-rules.js';
import type { ProblemClass } from '../../src/common/problem.js';
import { OPEN_PAGES } from '../../src/pages/open-page-view.js';
import { PAGES } from '../../src/pages/page-view.js';
import { audienceOf, codesOf, OpenApi, type Operation, readsForms } from '../support/document.js';
import { expectDocumented, Operations } from '../support/operations.js';
import { useService } from '../support/service.js';

const service = useService();

const SOURCE = join(__dirname, '..', '..', 'src');

/** Codes that no operation can document, because they are returned before or outside of all operations. */
const NOT_OF_AN_OPERATION = {
  not_found: 'no operation is there',
  headers_too_large: 'the request was never parsed, so its operation is unknown',
};

let operations: Operations;
let document: OpenApi;

beforeAll(async () => {
  operations = await Operations.of(service);
  document = operations.document;
});

const SENTENCE = expect.stringMatching(/^[A-Z`].*\.$/s);

const titleOf = ({ method, path }: Operation) => `${method} ${path}`;

/** Returns the routes of Fastify's router in the form of the document, without HEAD and the document itself. */
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
  return routes.filter((route) => !/^HEAD|^GET \/(console|docs|openapi\.json)/.test(route));
}

/** Codes of RFC 6749 5.2 for problems that have other codes elsewhere. */
const OF_OAUTH = ['invalid_request', 'temporarily_unavailable', 'server_error'];

/** Returns all problem classes of the source. */
function problemClasses(): ProblemClass[] {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.errors.ts'),
  );
  const exported = files.flatMap((file) => Object.values(jest.requireActual<object>(join(SOURCE, file))));
  return (exported as ProblemClass[]).filter(({ kind }) => kind !== undefined);
}

const problemKinds = () => problemClasses().map(({ kind }) => kind.code);

describe('the document', () => {
  it('describes all served routes except pages, and no others', () => {
    const paths = [...Object.values(PAGES), ...Object.values(OPEN_PAGES)].map(({ path }) => path);
    const forms = [...new Set<string>(paths)]; // two pages about devices are at one path
    // Fastify lists the views below them, `/account/*`, like this.
    const consoles = ['/account', '/admin'];
    const pages = forms.flatMap((path) =>
      consoles.includes(path) ? [`GET ${path}`, `GET ${path}*`] : [`GET ${path}`, `POST ${path}`],
    );
    const aboutErrors = ['GET /errors', 'GET /errors/{code}'];
    const described = operations.all.map(titleOf);

    expect(servedRoutes().toSorted()).toEqual([...described, ...pages, ...aboutErrors].toSorted());
  });

  it('is OpenAPI 3.1', () => expect(document.version).toMatch(/^3\.1\.\d+$/));

  it('has a unique name, a summary, a description, a tag and a successful response for every operation', () => {
    const names = operations.all.map(({ operationId }) => operationId);

    expect(new Set(names).size).toBe(names.length);
    for (const operation of operations.all) {
      expect(operation).toMatchObject({
        operationId: expect.stringMatching(/^[a-z]+([A-Z]\w+)?$/),
        summary: expect.stringMatching(/^[A-Z].+[^.]$/),
        description: SENTENCE,
        tags: [expect.any(String)],
      });
      expect(Object.keys(operation.responses).some((status) => status.startsWith('2'))).toBe(true);
    }
  });

  it('lists all problem codes of the source and no others', () => {
    const documented = operations.all.flatMap((operation) => codesOf(operation));
    const all = new Set([...documented, ...Object.keys(NOT_OF_AN_OPERATION)]);

    expect([...all].toSorted()).toEqual([...problemKinds(), ...OF_OAUTH].toSorted());
  });

  it('has the same problems with the same status as docs/errors.md', () => {
    const table = readFileSync(join(SOURCE, '..', 'docs', 'errors.md'), 'utf8');
    const rows = [...table.matchAll(/^\| \[`(\w+)`\]\(.*?\) \| (\d+) \|/gm)].map(
      ([, code, status]) => `${status} ${code}`,
    );
    const kinds = problemClasses().map(({ kind }) => `${kind.status} ${kind.code}`);

    expect(rows.toSorted()).toEqual(kinds.toSorted());
  });

  it('has no broken references and no unused components', async () => {
    const { body } = await service.get('/openapi.json');
    const text = JSON.stringify(body);
    const referred = [...text.matchAll(/"#\/components\/([\w/-]+)"/g)].map(([, name]) => name!);
    const kinds = ['schemas', 'responses', 'headers', 'examples'];
    const described = kinds.flatMap((kind) =>
      Object.keys(body.components[kind]).map((name) => `${kind}/${name}`),
    );

    expect([...new Set(referred)].toSorted()).toEqual(described.toSorted());
    expect(text).not.toMatch(/passwordHash|nameKey|generation|nullable|"x-[\w-]+":/);
  });

  it('describes every parameter, property, header and response in a sentence', () => {
    const { responses, headers } = document.components;
    const properties = Object.entries(document.schemas).flatMap(([name, { properties: own = {} }]) =>
      Object.entries(own).map(([field, schema]) => ({ where: `${name}.${field}`, ...schema })),
    );
    const parameters = operations.all.flatMap((operation) =>
      (operation.parameters ?? []).map((one) => ({ where: `${titleOf(operation)} ${one.name}`, ...one })),
    );
    const answers = operations.all.flatMap((operation) => Object.values(operation.responses));

    const described = [
      ...properties,
      ...parameters,
      ...answers,
      ...Object.values({ ...responses, ...headers }),
    ];
    for (const part of described) expect(part).toMatchObject({ description: SENTENCE });
  });

  it('describes each error once, and operations refer to it', async () => {
    const { body } = await service.get('/openapi.json');
    const answers = Object.values(body.paths as Record<string, Record<string, Operation>>)
      .flatMap((path) => Object.values(path))
      .flatMap((operation) => Object.entries(operation.responses));

    for (const [status, answer] of answers) {
      if (Number(status) >= 400) expect(Object.keys(answer)).toEqual(['$ref']);
    }
  });

  it('shows an example of each error with its status, code, title and type', () => {
    const { examples } = document.components;

    for (const { code, status, title } of problemClasses().map(({ kind }) => kind)) {
      const name = code.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
      const isOAuth = examples[name] === undefined;
      const type = `http://localhost:3000/errors/${code}`;
      const body = isOAuth ? { error: code, error_uri: type } : { type, status, title, code };
      const example = examples[isOAuth ? `OAuth${name}` : name];
      if (code !== 'headers_too_large') expect(example).toMatchObject({ summary: title, value: body });
    }
  });

  it('shows field errors only in the examples of errors that have them', () => {
    const withErrors = Object.entries(document.components.examples).filter(
      ([, { value }]) => 'errors' in value,
    );

    expect(withErrors.map(([name]) => name).toSorted()).toEqual(['NotReady', 'ValidationFailed']);
  });

  it('lists the codes of problems, OAuth errors, audit events and field rules once each', () => {
    const enumOf = (name: string) => document.schemas[name]?.enum;
    const problems = problemKinds().filter((code) => !OAUTH_ERROR_CODES.includes(code as OAuthErrorCode));

    expect(enumOf('ProblemCode')).toEqual([...problems, 'invalid_client'].toSorted());
    expect(enumOf('OAuthErrorCode')).toEqual(OAUTH_ERROR_CODES);
    expect(enumOf('AuditEventType')).toEqual(EVENT_TYPES);
    expect(enumOf('FieldRule')).toEqual(FIELD_RULES);
  });

  it('refuses unknown fields in JSON bodies, like the routes', () => {
    const readers = operations.all.filter((operation) => operation.requestBody && !readsForms(operation));

    expect(readers.length).toBeGreaterThan(10);
    for (const reader of readers) {
      expect(document.bodyOf(reader)).toMatchObject({ additionalProperties: false });
    }
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

  it('has examples that the routes accept', async () => {
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

describe('the document of a service with longer passwords', () => {
  const strict = useService({ PASSWORD_MIN_LENGTH: '15' });

  it('has the minimum length for new passwords, but not for logins', async () => {
    const { schemas } = await OpenApi.of(strict);

    expect(schemas).toMatchObject({
      Register: { properties: { password: { minLength: 15 } } },
      CreateUser: { properties: { password: { minLength: 15 } } },
      ChangePassword: { properties: { newPassword: { minLength: 15 }, currentPassword: { minLength: 1 } } },
      PasswordLogin: { properties: { password: { minLength: 1 } } },
    });
  });
});

describe('an error', () => {
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
    'is documented when the path contains %.40s',
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
