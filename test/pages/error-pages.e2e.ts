import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OAUTH_ERROR_CODES, PROBLEM_CODES } from '@watchword/protocol';
import type { Answer } from '../support/client.js';
import { OpenApi } from '../support/document.js';
import { expectProblem } from '../support/problems.js';
import { type Service, useService } from '../support/service.js';

const service = useService();
const withoutPages = useService({ PAGES: 'off' });

const JSON_BODY = { 'content-type': 'application/json' };
const CODES = [...new Set<string>([...PROBLEM_CODES, ...OAUTH_ERROR_CODES])];
const PATHS = ['/errors', ...CODES.map((code) => `/errors/${code}`)];

/** Returns the targets of a page's links, resolved as a browser does. */
const linksOf = ({ body }: Answer<string>, path: string) =>
  [...body.matchAll(/ href="([^"]*)"/g)].map(([, href]) => new URL(href!, `https://auth.example.com${path}`));

async function pagesOf(origin: Service): Promise<Map<string, Answer<string>>> {
  const answers = PATHS.map(async (path) => [path, await origin.get(path)] as const);
  return new Map(await Promise.all(answers));
}

describe.each([
  ['a service', () => service],
  ['a service without pages for people', () => withoutPages],
])('the pages about errors of %s', (_, asked) => {
  let pages: Map<string, Answer<string>>;
  beforeAll(async () => {
    pages = await pagesOf(asked());
  });

  it('exist for every code, and contain it', () => {
    for (const code of CODES) {
      const { status, body } = pages.get(`/errors/${code}`)!;
      expect([status, body]).toEqual([200, expect.stringContaining(`<title>${code} – Watchword</title>`)]);
      expect(body).toContain(`<code>${code}</code></h1>`);
    }
  });

  it('are listed at /errors, each with a link', () => {
    const linked = new Set(linksOf(pages.get('/errors')!, '/errors').map(({ pathname }) => pathname));

    expect([...linked].filter((path) => PATHS.includes(path)).toSorted()).toEqual(PATHS.slice(1).toSorted());
  });

  it('have no broken links', () => {
    const dead = [...pages].flatMap(([path, page]) =>
      linksOf(page, path).filter(({ host, pathname, hash }) => {
        if (host === 'altcha.org') return false;
        const target = pages.get(pathname);
        return !target || (hash !== '' && !target.body.includes(` id="${hash.slice(1)}"`));
      }),
    );

    expect(dead).toEqual([]);
  });

  it('have no script, and a policy that allows their own style and nothing else', () => {
    for (const { headers, body } of pages.values()) {
      expect(body).not.toMatch(/<script|<iframe|<link|<img|\son\w+=|\sstyle=|javascript:/);
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      );
    }
  });

  it('are cached by browsers and proxies for an hour', () => {
    for (const { headers } of pages.values()) {
      expect(headers.get('cache-control')).toBe('public, max-age=3600');
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    }
  });
});

it.each(['nope', 'index', 'index.html', '..%2findex', 'NOT_FOUND', 'constructor', '__proto__', ''])(
  'no error page exists for %j',
  async (code) => {
    const answer = await service.get(`/errors/${code}`);

    expectProblem(answer, 404, 'not_found');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  },
);

it('each error page shows the status and the title of its problem', async () => {
  const { components } = await OpenApi.of(service);
  const problems = Object.values(components.examples)
    .map(({ value }) => value as { code?: string; status: number; title: string })
    .filter(({ code }) => code !== undefined);

  expect(problems.length).toBeGreaterThan(50);
  for (const { code, status, title } of problems) {
    const { body } = await service.get(`/errors/${code}`);
    expect(body).toContain(`<strong>${status} · ${title}.</strong>`);
  }
});

describe('the type of a problem', () => {
  const ISSUER = 'https://example.com/auth';
  const below = useService({ ISSUER });

  it.each([
    ['a route that does not exist', 'not_found', () => below.get('/nowhere')],
    ['a request without a token', 'unauthenticated', () => below.get('/me')],
    ['a field that is missing', 'validation_failed', () => below.post('/login', {})],
    [
      'a body that is not JSON',
      'malformed_body',
      () => below.post('/login', undefined, { raw: '{', headers: JSON_BODY }),
    ],
    [
      'a wrong password',
      'invalid_credentials',
      () => below.post('/login', { name: 'nobody', password: 'x' }),
    ],
    ['a URL that the router cannot read', 'bad_request', () => below.get('/users/%')],
  ])('is the address of its error page, below ISSUER: %s', async (_, code, ask) => {
    const { type } = (await ask()).body;
    const page = await below.get(type.slice(ISSUER.length));

    expect(type).toBe(`${ISSUER}/errors/${code}`);
    expect([page.status, page.body]).toEqual([200, expect.stringContaining(`<code>${code}</code></h1>`)]);
  });
});

describe('with a theme', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'watchword-theme-')), 'theme.json');
  writeFileSync(file, JSON.stringify({ name: 'Lanterns', colour: '#7a1f1f' }));
  const themed = useService({ THEME: file });

  it('error pages have its name and its colour', async () => {
    const { body } = await themed.get('/errors/not_found');

    expect(body).toContain('<title>not_found – Lanterns</title>');
    expect(body).toContain('--brand:#7a1f1f');
  });
});
