import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, RequestOptions } from '../support/client.js';
import { freshName, PASSWORD } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';

const service = useService();

const JSON_BODY = { 'content-type': 'application/json' };
const FORM_BODY = { 'content-type': 'application/x-www-form-urlencoded' };

const login = (raw: RequestOptions['raw'], headers: Record<string, string> = JSON_BODY) =>
  service.post('/login', undefined, { raw, headers });

const nested = (levels: number) => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);
const sized = (bytes: number) => `{"name":"${'a'.repeat(bytes - 11)}"}`;

/** Writes bytes to the socket that no HTTP client would send, and reads the response. */
async function sendRaw(request: string): Promise<Answer> {
  const socket = connect(Number(new URL(service.origin).port), '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  socket.write(request);
  await once(socket, 'close');
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const [status = '', ...lines] = head.split('\r\n');
  const headers = new Headers(lines.map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]));
  return { status: Number(status.split(' ')[1]), headers, body: JSON.parse(body) };
}

describe('a request whose body does not arrive', () => {
  it('gets a response after the time limit, and its connection is closed', async () => {
    const head =
      'POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99';

    const answer = await sendRaw(`${head}\r\n\r\n{`);

    expectProblem(answer, 503, 'unavailable');
    expect(answer.headers.get('connection')).toBe('close');
  });
});

describe('a body that cannot be parsed', () => {
  it.each(['{', '{"name":}', "{'name':'a'}", '{"name":"a"}}', '\uFEFF{', 'undefined', '{"a":1e}', '\0'])(
    'is refused when it is not JSON: %j',
    async (raw) => expectProblem(await login(raw), 400, 'malformed_body'),
  );

  it.each([
    ['a stray byte', Buffer.from([0x22, 0xff, 0x22])],
    ['an overlong slash', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
    ['a surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['a cut character', Buffer.from([0x22, 0xe2, 0x82, 0x22])],
    ['UTF-16', Buffer.from('{"name":"alice"}', 'utf16le')],
  ])('is refused when it is not UTF-8: %s', async (_, bytes) => {
    const raw = Buffer.concat([Buffer.from('{"name":"alice","password":'), bytes, Buffer.from('}')]);

    expectProblem(await login(raw), 400, 'malformed_body');
  });

  it('is refused when it is nested more than 16 levels', async () => {
    expectProblem(await login(nested(16)), 400, 'validation_failed');
    expectProblem(await login(nested(17)), 400, 'malformed_body');
    expectProblem(await login(`{"a":${'['.repeat(16_000)}${']'.repeat(16_000)}}`), 400, 'malformed_body');
  });

  it('is refused when it has more than 250 values, because checking them delays other requests', async () => {
    const withValues = (count: number) =>
      JSON.stringify({ name: Array.from({ length: count - 2 }, () => 0) });
    const form = (count: number) => Array.from({ length: count }, (_, index) => `f${index}=`).join('&');

    // The array and the body itself count as values too.
    expectProblem(await login(withValues(250)), 400, 'validation_failed');
    expectProblem(await login(withValues(251)), 400, 'malformed_body');
    expectProblem(await login(form(250), FORM_BODY), 400, 'validation_failed');
    expectProblem(await login(form(251), FORM_BODY), 400, 'malformed_body');
  });

  it('is refused when it is larger than 32 kB', async () => {
    expectProblem(await login(sized(32 * 1024)), 400, 'validation_failed');
    expectProblem(await login(sized(32 * 1024 + 1)), 413, 'body_too_large');
  });

  it('is refused when its chunks exceed 32 kB', async () => {
    const head = 'POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
    const chunk = `1000\r\n${' '.repeat(4096)}\r\n`;

    const answer = await sendRaw(
      `${head}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(9)}`,
    );

    expectProblem(answer, 413, 'body_too_large');
  });
});

describe('an absent body', () => {
  it.each([FORM_BODY['content-type'], 'text/plain', 'application/json', 'json', 'multipart/form-data'])(
    'may have the content type %s, with every method',
    async (type) => {
      const { token } = await service.person();
      const headers = { 'content-type': type };

      expect((await service.get('/me', { token, headers })).status).toBe(200);
      expectProblem(await service.send('PATCH', '/users/x', undefined, { token, headers }), 403, 'forbidden');
      expectProblem(await service.post('/login', undefined, { headers }), 400, 'validation_failed');
      expect((await service.post('/logout', undefined, { token, headers })).status).toBe(204);
    },
  );

  it('may be sent with chunked encoding and no chunks', async () => {
    const head = 'POST /refresh HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n';

    for (const type of ['text/plain', FORM_BODY['content-type']]) {
      const answer = await sendRaw(`${head}Content-Type: ${type}\r\n\r\n0\r\n\r\n`);
      expectProblem(answer, 401, 'invalid_refresh_token');
    }
  });
});

describe('a body that ends too early', () => {
  it('leaves no error in the log', async () => {
    const socket = connect(Number(new URL(service.origin).port), '127.0.0.1');
    const head = 'POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n';
    socket.write(`${head}Content-Type: application/json\r\n\r\n{`);
    await sleep(300);
    socket.destroy();
    await sleep(300);

    expect(service.logLines.filter((text) => JSON.parse(text).level >= 50)).toEqual([]);
  });
});

describe('encodings', () => {
  it('of a body are refused, except identity', async () => {
    const encoded = (encoding: string) =>
      login('{"name":"nobody","password":"x"}', { ...JSON_BODY, 'content-encoding': encoding });

    for (const encoding of ['gzip', 'br', 'deflate', 'identity, gzip', 'x']) {
      expectProblem(await encoded(encoding), 415, 'unsupported_encoding');
    }
    expectProblem(await encoded('identity'), 401, 'invalid_credentials');
  });
});

describe('the parser of bodies', () => {
  it.each([
    'text/plain',
    'application/xml',
    'multipart/form-data; boundary=a',
    'application/jsonp',
    'json',
    '',
  ])('does not accept the content type %j', async (type) =>
    expectProblem(
      await login(Buffer.from('{"name":"alice","password":"x"}'), { 'content-type': type }),
      415,
      'unsupported_media_type',
    ),
  );

  it.each([
    ['POST', '/users'],
    ['PATCH', '/me'],
    ['DELETE', '/me'],
    ['POST', '/me/password'],
    ['PUT', '/roles/editor'],
  ])('refuses forms at %s %s, because pages of other origins could send them', async (method, path) => {
    const { token } = await service.admin();

    const answer = await service.send(method, path, undefined, {
      token,
      raw: 'name=alice',
      headers: FORM_BODY,
    });

    expectProblem(answer, 415, 'unsupported_media_type');
  });

  it('refuses a form that contains a field twice', async () => {
    expectProblem(await login('name=alice&password=a&name=root', FORM_BODY), 400, 'malformed_body');
    expectProblem(await login('name=alice&password=a&n%61me=root', FORM_BODY), 400, 'malformed_body');
  });

  it.each(['name=%FF', 'name=%ED%A0%80', 'name=%C3&b=%A9', 'name=%', '__proto__=a', 'toString=a'])(
    'refuses the form %s',
    async (form) => expectProblem(await login(form, FORM_BODY), 400, 'malformed_body'),
  );

  it('accepts the same characters in a form as in JSON', async () => {
    const person = { name: freshName(), password: '100% + ü & = \u{1F9A6} otters' };
    await service.post('/register', person);

    expect((await login(new URLSearchParams(person), {})).status).toBe(200);
  });
});

describe('the path', () => {
  it.each([
    ['GET', '/nowhere'],
    ['GET', '/login'],
    ['PUT', '/register'],
    ['DELETE', '/users'],
    ['OPTIONS', '/login'],
    ['GET', '/users/'],
    ['GET', '//'],
    ['GET', '/Protected'],
    ['GET', '/docs/..%2f..%2fpackage.json'],
    ['GET', `/${'a'.repeat(10_000)}`],
  ])('of %s %.40s is not found', async (method, path) => {
    expectProblem(await service.send(method, path), 404, 'not_found');
  });

  it.each(['/users/%', '/users/%zz', '/roles/%ED%A0%80', '/%C0%AF'])(
    'is refused when it cannot be decoded: %s',
    async (path) => {
      expectProblem(await service.get(path), 400, 'bad_request');
    },
  );

  it('may be long, but an id or a name in it has at most 200 characters', async () => {
    expectProblem(await service.get(`/users/${'a'.repeat(200)}`), 401, 'unauthenticated');
    expectProblem(await service.get(`/users/${'a'.repeat(201)}`), 414, 'uri_too_long');
    expectProblem(await service.delete(`/roles/${'%41'.repeat(201)}`), 414, 'uri_too_long');
  });
});

describe('TRACE', () => {
  it('is refused, because it would show pages headers that they must not read', async () => {
    const answer = await sendRaw('TRACE / HTTP/1.1\r\nHost: a\r\nCookie: a=b\r\nConnection: close\r\n\r\n');

    expectProblem(answer, 404, 'not_found');
    expect(JSON.stringify(answer.body)).not.toContain('a=b');
  });
});

describe('an invalid HTTP message', () => {
  it.each([
    ['an unknown method', 'BREW / HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'bad_request'],
    ['a wrong version', 'GET / HTTP/9.9\r\nHost: a\r\n\r\n', 400, 'bad_request'],
    [
      'two lengths',
      'POST /login HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
      400,
      'bad_request',
    ],
    [
      'a length beside chunks',
      'POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'bad_request',
    ],
    ...['Transfer-Encoding: gzip, chunked', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked'].map(
      (header): [string, string, number, string] => [
        header,
        `POST /login HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${header}\r\n\r\n0\r\n\r\n`,
        400,
        'bad_request',
      ],
    ),
    ['two hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n', 400, 'bad_request'],
    ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'bad_request'],
    ['headers without end', `GET / HTTP/1.1\r\nA: ${'a'.repeat(17_000)}`, 431, 'headers_too_large'],
  ])('is refused: %s', async (_, request, status, code) => {
    const answer = await sendRaw(request);

    expectProblem(answer, status, code);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('an unauthenticated caller', () => {
  it('gets a WWW-Authenticate header, with an error only when a token was sent', async () => {
    const challenges = [
      await service.get('/me'),
      await service.get('/me', { token: 'forged' }),
      await service.get('/me', { headers: { authorization: 'Basic YTpi' } }),
      await service.post('/login', { name: freshName(), password: PASSWORD }),
    ].map(({ status, headers }) => [status, headers.get('www-authenticate')]);

    expect(challenges).toEqual([
      [401, 'Bearer'],
      [401, 'Bearer error="invalid_token"'],
      [401, 'Bearer'],
      [401, 'Bearer'],
    ]);
  });
});
