import { Agent, request } from 'node:http';
import { audienceOf, OpenApi, type Operation, readsForms } from '../support/document.js';
import { makeServiceClient } from '../support/service-clients.js';
import { useService } from '../support/service.js';

const service = useService({ TRUST_PROXY: '127.0.0.1' });

/** A stream of events never ends, so it is left out. */
const ENDLESS = '/revocations/stream';
/**
 * How much longer a request may take than one of the same length in plain letters. Known faults took 100 times as long.
 */
const MAX_RATIO = 12;
const ATTEMPTS = 8;

const BODY_BYTES = 30_000;
const QUERY_BYTES = 8000;
const HEADER_BYTES = 8000;
const PARAMETER_BYTES = 200;

const filledWith = (unit: string) => (bytes: number) =>
  unit.repeat(Math.floor(bytes / Buffer.byteLength(unit)));

type Text = (bytes: number) => string;

/** Texts that are expensive to match or to split. */
const SPLIT_TEXTS: Record<string, Text> = {
  'combining marks out of order': (bytes) => '\u0345'.repeat(bytes / 4) + '\u0334'.repeat(bytes / 4),
  digits: filledWith('9'),
  'dots and at signs': filledWith('a.@'),
  'spaces and quotes': filledWith(' "\t'),
  'slashes of a user agent': filledWith('Mozilla/5.0 ('),
  cookies: filledWith('__Host-watchword_refresh=a; '),
  addresses: filledWith('10.0.0.1, '),
};

/** Also texts that are expensive to normalize, to fold or to count, which headers cannot contain. */
const TEXTS: Record<string, Text> = {
  ...SPLIT_TEXTS,
  'thirty marks a letter': filledWith(`a${'\u0345'.repeat(15)}${'\u0334'.repeat(15)}`),
  'sound marks of half width': filledWith('\uff9e\u0345'),
  'Hangul jamo': filledWith('\u1100\u1161\u11a8'),
  'letters that stand for eighteen': filledWith('\ufdfa'),
  'letters outside of the first plane': filledWith('\u{10400}'),
  'halves of letters': filledWith('\ud800'),
  'emoji of several persons': filledWith('\u{1F468}\u200d\u{1F469}\u200d\u{1F467}'),
  'capital letters of many kinds': (bytes) =>
    Array.from({ length: bytes / 3 }, (_, index) => String.fromCodePoint(0x13a0 + (index % 80))).join(''),
};
const PLAIN = filledWith('x');

const HEADERS = [
  'accept',
  'authorization',
  'content-type',
  'cookie',
  'idempotency-key',
  'if-none-match',
  'last-event-id',
  'origin',
  'sec-fetch-site',
  'traceparent',
  'user-agent',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-request-id',
  'x-requested-with',
];

/** A part of a request that an operation reads, and the request with a text in that part. */
type Place = [name: string, ask: (text: Text) => Ask];

interface Ask {
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let document: OpenApi;
let authorizations: Record<string, string>;

beforeAll(async () => {
  document = await OpenApi.of(service);
  const { token } = await service.admin();
  const { basic } = await makeServiceClient(service, { token });
  authorizations = { people: `Bearer ${token}`, clients: basic };
});

afterAll(() => agent.destroy());

/** Returns the CPU time of this process in microseconds, from the request until its response. */
async function costOf(operation: Operation, { path, headers, body }: Ask): Promise<number> {
  const all = {
    ...(authorizations[audienceOf(operation)] && { authorization: authorizations[audienceOf(operation)] }),
    ...(body !== undefined && {
      'content-type': readsForms(operation) ? 'application/x-www-form-urlencoded' : 'application/json',
      'content-length': Buffer.byteLength(body),
    }),
    ...headers,
  };
  const before = process.cpuUsage();
  await new Promise<void>((resolve, reject) => {
    const options = { method: operation.method, headers: all, agent };
    request(service.origin + path, options, (response) => response.on('end', resolve).resume())
      .on('error', reject)
      .end(body);
  });
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** Returns whether one of several attempts is fast, because other work is measured too. It stops at the first one. */
async function isCheap(operation: Operation, asked: Ask, plain: number): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if ((await costOf(operation, asked)) <= MAX_RATIO * plain) return true;
  }
  return false;
}

/** Returns the parts in which one of the texts takes more time than plain letters. */
async function dearPlaces(operation: Operation, [place, ask]: Place, texts: Record<string, Text>) {
  const plain = Math.max(await costOf(operation, ask(PLAIN)), await costOf(operation, ask(PLAIN)));
  const dear: string[] = [];
  for (const [name, text] of Object.entries(texts)) {
    if (!(await isCheap(operation, ask(text), plain)))
      dear.push(`${operation.method} ${operation.path} ${place}: ${name}`);
  }
  return dear;
}

const pathOf = ({ path }: Operation, value = 'editor') => path.replaceAll(/\{\w+\}/g, value);

const encoded = (text: string, bytes: number) => {
  const whole = encodeURIComponent(text.slice(0, bytes).toWellFormed());
  return whole.slice(0, bytes).replace(/%.?$/, '');
};

function bodyAsks(operation: Operation): Place[] {
  const fields = Object.keys(document.fieldsOf(operation));
  const examples = document.exampleFor(operation) ?? {};
  return fields.map((field) => [
    field,
    (text) => {
      const values = { ...examples, [field]: text(BODY_BYTES) };
      const body = readsForms(operation)
        ? new URLSearchParams({ ...values, [field]: text(BODY_BYTES / 3) }).toString()
        : JSON.stringify(values);
      return { path: pathOf(operation), body };
    },
  ]);
}

function queryAsks(operation: Operation): Place[] {
  const names = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  return [...names.map(({ name }) => name), 'unknown'].map((name) => [
    `?${name}`,
    (text) => ({ path: `${pathOf(operation)}?${name}=${encoded(text(QUERY_BYTES), QUERY_BYTES)}` }),
  ]);
}

/** Headers contain bytes: other characters than ASCII are sent as UTF-8, which Node reads as Latin-1. */
function headerAsks(operation: Operation): Place[] {
  return HEADERS.map((name) => [
    name,
    (text) => {
      const value = Buffer.from(text(HEADER_BYTES))
        .toString('latin1')
        .replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '')
        .trim();
      return { path: pathOf(operation), headers: { [name]: value } };
    },
  ]);
}

/** Tries every kind of part with every operation that has it. */
async function dearOnes(
  asksOf: (operation: Operation) => Place[],
  operations: Operation[],
  texts = TEXTS,
): Promise<string[]> {
  const dear: string[] = [];
  for (const operation of operations) {
    for (const place of asksOf(operation)) dear.push(...(await dearPlaces(operation, place, texts)));
  }
  return dear;
}

const withoutStream = () => document.operations.filter(({ path }) => path !== ENDLESS);

/** Bodies and queries that are expensive because of the number or the depth of their values. */
const SHAPES: Record<string, (bytes: number) => string> = {
  'escaped marks': (bytes) => `{"password":"${'\\u0345\\u0334'.repeat(bytes / 12)}"}`,
  'escaped quotes': (bytes) => `{"password":"${'\\"'.repeat(bytes / 2 - 10)}"}`,
  depth: (bytes) => `{"name":${'['.repeat(bytes / 2)}${']'.repeat(bytes / 2 - 20)}}`,
  'objects in objects': (bytes) => '{"a":'.repeat(bytes / 6) + '1' + '}'.repeat(bytes / 6),
  'many members': (bytes) => `{${Array.from({ length: bytes / 8 }, (_, index) => `"${index}":1`).join(',')}}`,
  'a long number': (bytes) => `{"name":${'9'.repeat(bytes - 20)}}`,
  'long names': (bytes) => `{"${'\u0345'.repeat(bytes / 4)}${'\u0334'.repeat(bytes / 4 - 10)}":1}`,
};

// The measurement does not depend on the database.
describe('the event loop spends at most 12 times as long on expensive texts as on plain letters', () => {
  it('in each field of a body', async () => {
    expect(
      await dearOnes(
        bodyAsks,
        withoutStream().filter(({ requestBody }) => requestBody),
      ),
    ).toEqual([]);
  });

  it('in each parameter of a query', async () => {
    expect(
      await dearOnes(
        queryAsks,
        withoutStream().filter(({ method }) => method === 'GET'),
      ),
    ).toEqual([]);
  });

  it('in each parameter of a path', async () => {
    const asks = (operation: Operation): Place[] => [
      ['path', (text) => ({ path: pathOf(operation, encoded(text(PARAMETER_BYTES), PARAMETER_BYTES)) })],
    ];
    expect(
      await dearOnes(
        asks,
        withoutStream().filter(({ path }) => path.includes('{')),
      ),
    ).toEqual([]);
  });

  it('in each header', async () => {
    const readers = withoutStream().filter(
      ({ method, path }) => method === 'GET' || ['/login', '/refresh', '/oauth/token'].includes(path),
    );
    expect(await dearOnes(headerAsks, readers, SPLIT_TEXTS)).toEqual([]);
  });

  it('in bodies of many shapes', async () => {
    const asks = (operation: Operation): Place[] => [
      [
        'body',
        (shape) => ({ path: pathOf(operation), body: shape === PLAIN ? plainBody : shape(BODY_BYTES) }),
      ],
    ];
    const plainBody = JSON.stringify({ name: PLAIN(BODY_BYTES) });
    const readers = withoutStream().filter((operation) => operation.requestBody && !readsForms(operation));
    expect(await dearOnes(asks, readers, SHAPES)).toEqual([]);
  });

  it('in queries with thousands of parameters', async () => {
    const many: Record<string, Text> = {
      'of one name': filledWith('limit=1&'),
      'of escapes': filledWith('%CC%81=%CC%B4&'),
      'without names': filledWith('&='),
    };
    const asks = (operation: Operation): Place[] => [
      ['query', (text) => ({ path: `${pathOf(operation)}?${text(QUERY_BYTES)}` })],
    ];
    expect(
      await dearOnes(
        asks,
        withoutStream().filter(({ method }) => method === 'GET'),
        many,
      ),
    ).toEqual([]);
  });
});
