import { useService } from '../support/service.js';

const service = useService();

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** One response of each origin: a controller, the guard, a pipe, a parser, the router, the document. */
const ANSWERS: { status: number; method: string; path: string; body?: unknown }[] = [
  { status: 200, method: 'GET', path: '/' },
  { status: 200, method: 'GET', path: '/health/ready' },
  { status: 200, method: 'GET', path: '/openapi.json' },
  { status: 200, method: 'GET', path: '/docs' },
  { status: 200, method: 'GET', path: '/docs/swagger-ui-init.js' },
  { status: 400, method: 'GET', path: '/verify-email' },
  { status: 401, method: 'GET', path: '/me' },
  { status: 400, method: 'POST', path: '/login', body: {} },
  { status: 400, method: 'POST', path: '/login', body: null },
  {
    status: 401,
    method: 'POST',
    path: '/login',
    body: { name: 'nobody', password: 'otters juggle pebbles' },
  },
  { status: 413, method: 'POST', path: '/login', body: { name: 'a'.repeat(33_000) } },
  { status: 404, method: 'GET', path: '/nowhere' },
  { status: 404, method: 'PUT', path: '/login', body: {} },
  { status: 400, method: 'GET', path: '/users/%' },
];

describe('the response', () => {
  it.each(ANSWERS)(
    '$status of $method $path has the security headers and must not be cached',
    async ({ status, method, path, body }) => {
      const answer = await service.send(method, path, body);

      expect(answer.status).toBe(status);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': expect.stringMatching(/^default-src 'none';.* frame-ancestors 'none'$/),
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': expect.stringMatching(/^max-age=31536000/),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      expect(answer.headers.has('x-powered-by')).toBe(false);
      expect(answer.headers.has('server')).toBe(false);
    },
  );

  it.each(ANSWERS)(
    '$status of $method $path has the request id of the caller',
    async ({ method, path, body }) => {
      const named = await service.send(method, path, body, {
        headers: { 'x-request-id': 'order-7:retry.2' },
      });
      const unnamed = await service.send(method, path, body);

      expect(named.headers.get('x-request-id')).toBe('order-7:retry.2');
      expect(unnamed.headers.get('x-request-id')).toMatch(UUID);
    },
  );

  it.each(['', ' ', 'a b', 'a"b', '<script>', 'é', 'a,b', 'a'.repeat(65), '{"level":50}'])(
    'has a generated request id instead of %j',
    async (given) => {
      const { headers } = await service.get('/', { headers: { 'x-request-id': given } });

      expect(headers.get('x-request-id')).toMatch(UUID);
    },
  );
});

describe('the log', () => {
  it('has the same request id as the response', async () => {
    await service.get('/nowhere?token=secret', { headers: { 'x-request-id': 'find-me' } });

    const line = service.logLines.find((text) => text.includes('find-me')) ?? '{}';

    expect(JSON.parse(line)).toMatchObject({
      requestId: 'find-me',
      method: 'GET',
      path: '/nowhere',
      status: 404,
      address: '127.0.0.1',
      milliseconds: expect.any(Number),
    });
  });
});
