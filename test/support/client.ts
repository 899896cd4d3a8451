import { setTimeout as sleep } from 'node:timers/promises';

/** A response with its body: parsed if it is JSON, otherwise the text. */
// oxlint-disable-next-line typescript/no-explicit-any -- a test names the fields it expects, and fails without them
export interface Answer<T = any> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface RequestOptions {
  readonly token?: string;
  readonly headers?: Record<string, string>;
  /** Sent unchanged instead of JSON. */
  readonly raw?: string | Buffer | URLSearchParams;
  readonly signal?: AbortSignal;
}

/** HTTP client for a running service. */
export class Client {
  constructor(public origin: string) {}

  get = (path: string, options?: RequestOptions) => this.send('GET', path, undefined, options);
  post = (path: string, body?: unknown, options?: RequestOptions) => this.send('POST', path, body, options);
  put = (path: string, body?: unknown, options?: RequestOptions) => this.send('PUT', path, body, options);
  patch = (path: string, body?: unknown, options?: RequestOptions) => this.send('PATCH', path, body, options);
  delete = (path: string, body?: unknown, options?: RequestOptions) =>
    this.send('DELETE', path, body, options);

  async send(method: string, path: string, body?: unknown, options: RequestOptions = {}): Promise<Answer> {
    const { token, raw } = options;
    const headers = {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...options.headers,
    };
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(this.origin + path, {
      method,
      headers,
      body: payload as RequestInit['body'],
      redirect: 'manual',
      signal: options.signal,
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    const read = isJson && method !== 'HEAD' ? JSON.parse(text) : text;
    return { status: response.status, headers: response.headers, body: read };
  }
}

/** Repeats a request after Retry-After while the response is 503, as with many requests and a slow disk. */
export async function patiently(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    const seconds = answer.headers.get('retry-after');
    if (answer.status !== 503 || seconds === null) return answer;
    await sleep(Number(seconds) * 1000);
  }
}
