import type { BrowserContext, Page, Request, Route } from 'playwright-core';
import type { TestChromium } from './chromium.js';
import { bundleOfClient } from './client-bundle.js';
import { ORIGIN } from './passkeys.js';
import type { Service } from './service.js';

const APP = `
  import { createWatchword } from '@watchword/client';
  import { SignedIn, useUser } from '@watchword/client/react';
  import { createElement as h } from 'react';
  import { createRoot } from 'react-dom/client';

  globalThis.watchword = createWatchword({ url: location.origin });
  const Greeting = () => h('h1', {}, 'Hello ' + useUser(watchword)?.name);
  const page = h(SignedIn, { watchword, fallback: h('h1', {}, 'Please sign in') }, h(Greeting));
  createRoot(document.body).render(page);
`;

let bundled: Promise<string> | undefined;

/** Pages in Chromium that use the client, at the origin of the service. All of them are tabs of one profile. */
export class ClientPages {
  /** What the pages asked of the service, such as `POST /refresh`. */
  readonly requests: string[] = [];
  private readonly losing = new Set<string>();

  private constructor(
    private readonly service: Service,
    private readonly context: BrowserContext,
    private readonly script: string,
  ) {}

  static async open(chromium: TestChromium, service: Service): Promise<ClientPages> {
    const { page } = await chromium.tab({ javaScriptEnabled: true });
    const pages = new ClientPages(service, page.context(), await (bundled ??= bundleOfClient(APP)));
    await page.context().route(`${ORIGIN}/**`, (route) => pages.answer(route));
    return pages;
  }

  /** Opens a tab. `watchword` is a variable of its page, which says who is signed in. */
  async tab(): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(`${ORIGIN}/app`);
    return page;
  }

  count = (request: string) => this.requests.filter((one) => one === request).length;

  /** Loses the next answer to a request, which the service carries out. */
  loseAnswer(request: string): void {
    this.losing.add(request);
  }

  private async answer(route: Route): Promise<void> {
    const request = route.request();
    const { pathname, search } = new URL(request.url());
    if (pathname === '/app')
      return route.fulfill({
        contentType: 'text/html',
        body: '<!doctype html><script type="module" src="/app.js"></script><body>',
      });
    if (pathname === '/app.js') return route.fulfill({ contentType: 'text/javascript', body: this.script });

    const name = `${request.method()} ${pathname}`;
    this.requests.push(name);
    const response = await this.forward(request, pathname + search);
    if (this.losing.delete(name)) return route.abort();
    const cookies = response.headers.getSetCookie().join('\n');
    const headers = { ...Object.fromEntries(response.headers), ...(cookies && { 'set-cookie': cookies }) };
    return route.fulfill({
      status: response.status,
      headers,
      body: Buffer.from(await response.arrayBuffer()),
    });
  }

  private async forward(request: Request, path: string): Promise<Response> {
    const { host: _, 'content-length': __, connection: ___, ...headers } = await request.allHeaders();
    const named = Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':')));
    const body = request.postData() ?? undefined;
    return fetch(this.service.origin + path, { method: request.method(), headers: named, body });
  }
}
