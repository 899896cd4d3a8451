import type { Answer, RequestOptions } from './client.js';
import type { Service } from './service.js';

/** A browser: it keeps the cookies that it is given, and sends them with each request. */
export class Browser {
  private readonly cookies = new Map<string, string>();

  constructor(private readonly service: Service) {}

  /** The value of a cookie, by the part of its name after `__Host-watchword_`. */
  cookie(name: string): string | undefined {
    return this.cookies.get(`__Host-watchword_${name}`);
  }

  /** Takes a cookie of another browser, as a thief does. */
  steal(name: string, from: Browser): void {
    this.cookies.set(`__Host-watchword_${name}`, from.cookie(name) ?? '');
  }

  get = (path: string, options?: RequestOptions) => this.send('GET', path, undefined, options);
  post = (path: string, body?: unknown, options?: RequestOptions) => this.send('POST', path, body, options);
  delete = (path: string, options?: RequestOptions) => this.send('DELETE', path, undefined, options);

  private async send(
    method: string,
    path: string,
    body?: unknown,
    options: RequestOptions = {},
  ): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(cookie && { cookie }), ...options.headers };
    const answer = await this.service.send(method, path, body, { ...options, headers });
    for (const set of answer.headers.getSetCookie()) this.keep(set);
    return answer;
  }

  private keep(set: string): void {
    const [pair = ''] = set.split(';');
    const [name = '', value = ''] = pair.split('=');
    if (/; Max-Age=0\b/.test(set)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
