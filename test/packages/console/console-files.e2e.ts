import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PageBrowser } from '../../support/page-browser.js';
import { useService } from '../../support/service.js';

const FILES = join(__dirname, '..', '..', '..', 'dist', 'console', 'files');
const BUDGET = 60_000;

/** Opens a page in a signed-in browser. */
async function pageOf(service: ReturnType<typeof useService>, path: string) {
  const { refreshToken } = await service.person();
  const browser = new PageBrowser(service);
  browser.cookies.set('__Host-watchword_refresh', refreshToken);
  return browser.open(path);
}

describe('the files of the console', () => {
  const service = useService();

  it('have at most 60 kB in total, compressed', () => {
    const files = readdirSync(FILES).filter((file) => /\.(js|css)$/.test(file));
    const sizes = files.map((file) => gzipSync(readFileSync(join(FILES, file))).length);

    expect(sizes.length).toBeGreaterThan(2);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(BUDGET);
  });

  it('are cached by browsers forever, and are sent compressed', async () => {
    const { body } = await pageOf(service, '/admin');
    const [, script] = /<script type="module" src="([^"]+)">/.exec(body)!;

    const { status, headers } = await service.get(script!, { headers: { 'accept-encoding': 'gzip' } });

    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('content-encoding')).toBe('gzip');
    expect(headers.get('content-type')).toMatch(/javascript/);
  });

  it.each([
    '/console/manifest.json',
    '/console/files/',
    '/console/files/..%2fmanifest.json',
    '/console/files/x.js',
  ])('do not include %s', async (path) => expect((await service.get(path)).status).toBe(404));

  it('are the only scripts that the pages of the console allow', async () => {
    for (const path of ['/account', '/account/sessions', '/admin', '/admin/users?q=a']) {
      const { headers, body } = await pageOf(service, path);
      const policy = headers.get('content-security-policy');

      expect(policy).toMatch(
        /^default-src 'none'; style-src 'sha256-[^']+' 'self'; script-src 'self'; connect-src 'self'; img-src data:; require-trusted-types-for 'script'; trusted-types 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      );
      expect(body.match(/<script/g)).toHaveLength(1);
    }
  });

  it('are loaded by no other page', async () => {
    const { headers, body } = await service.get('/sign-in');

    expect(String(body)).not.toContain('/console/');
    expect(headers.get('content-security-policy')).not.toMatch(/script-src[^;]*'self'/);
  });
});

describe('the path of ISSUER', () => {
  const service = useService({ ISSUER: 'https://example.com/auth' });

  it('is a prefix of all addresses of the console', async () => {
    const { body } = await pageOf(service, '/account');

    expect(body).toContain('src="/auth/console/files/');
    expect(body).toContain('data-base="/auth"');
  });
});

describe('PAGES=off', () => {
  const service = useService({ PAGES: 'off' });

  it.each(['/account', '/admin', '/admin/users'])('makes %s return 404', async (path) => {
    expect((await service.get(path)).status).toBe(404);
  });
});
