import type { Client, RequestOptions } from './client.js';
import { OWN_FORM, type Page, pageOf } from './pages.js';

type Headers = Record<string, string>;

/** A browser without JavaScript that keeps cookies, so that it stays signed in from page to page. */
export class PageBrowser {
  /** The cookies, by their names. */
  readonly cookies = new Map<string, string>();

  constructor(
    private readonly service: Client,
    private readonly headers: Headers = {},
  ) {}

  /** Opens a page. */
  open(path: string, headers: Headers = {}): Promise<Page> {
    return this.send('GET', path, { headers });
  }

  /** Presses the button of a page, with what is typed into its fields. */
  press({ action, fields }: Page, typed: Headers = {}, headers: Headers = {}): Promise<Page> {
    const raw = new URLSearchParams({ ...fields, ...typed });
    return this.send('POST', action, { raw, headers: { ...OWN_FORM, ...headers } });
  }

  /** The session that the browser has, as the service takes it from a program. */
  get session(): { readonly headers: Headers } {
    return { headers: { cookie: this.cookieHeader, origin: 'https://auth.example.com' } };
  }

  private async send(method: string, path: string, options: RequestOptions): Promise<Page> {
    const headers = { ...this.headers, cookie: this.cookieHeader, ...options.headers };
    const answer = await this.service.send(method, path, undefined, { ...options, headers });
    for (const line of answer.headers.getSetCookie()) this.keep(line);
    return pageOf(answer);
  }

  private get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  private keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (line.includes('Max-Age=0')) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
