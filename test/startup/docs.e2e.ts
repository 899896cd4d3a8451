import { useService } from '../support/service.js';

const service = useService();

/** The directives of a Content-Security-Policy. */
function directivesOf(headers: Headers): Record<string, string[]> {
  const policy = headers.get('content-security-policy') ?? '';
  return Object.fromEntries(
    policy.split(';').map((directive) => {
      const [name = '', ...sources] = directive.trim().split(/\s+/);
      return [name, sources];
    }),
  );
}

describe('Swagger UI', () => {
  it.each(['/docs', '/docs/'])('at %s loads everything from this host', async (page) => {
    const { status, body } = await service.get(page);
    const assets = [...body.matchAll(/<(?:script|link|img)[^>]*(?:src|href)="([^"]+)"/g)].map(
      ([, url]) => url,
    );

    expect(status).toBe(200);
    expect(assets.length).toBeGreaterThanOrEqual(4);
    for (const asset of assets) {
      const url = new URL(asset, service.origin + page);
      expect(url.origin).toBe(service.origin);
      expect((await service.get(url.pathname)).status).toBe(200);
    }
  });

  it('has a policy that allows only its own scripts and requests to this service', async () => {
    const { headers, body } = await service.get('/docs');

    expect(directivesOf(headers)).toEqual({
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'", "'unsafe-inline'"],
      'img-src': ["'self'", 'data:'],
      'connect-src': ["'self'"],
      'frame-ancestors': ["'none'"],
    });
    expect(body).not.toMatch(/<script(?![^>]*src=)|\son\w+="|<iframe|<object/);
  });

  it('shows the document without an external validator', async () => {
    const { body: script } = await service.get('/docs/swagger-ui-init.js');
    const { body: document } = await service.get('/openapi.json');

    for (const path of Object.keys(document.paths)) expect(script).toContain(`"${path}"`);
    expect(script).toMatch(/"validatorUrl": null/);
  });

  it('has styles that load nothing from other hosts', async () => {
    const { body: styles } = await service.get('/docs/swagger-ui.css');

    expect(styles).not.toMatch(/@import|url\(["']?(?!data:|["'])/);
  });

  it.each([
    '/docs-json',
    '/docs-yaml',
    '/docs/../package.json',
    '/docs/%2e%2e/package.json',
    '/docs/package.json',
    '/docs/README.md',
    '/docs/swagger-ui.js.map',
    '/docs/oauth2-redirect.html',
  ])('is not served at %s', async (path) => expect((await service.get(path)).status).toBe(404));
});
