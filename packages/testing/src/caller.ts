import { type IncomingHttpHeaders, request } from 'node:http';

/** A response of the service. */
// oxlint-disable-next-line typescript/no-explicit-any -- a test names the fields it expects, and fails without them
export interface Answer<T = any> {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The parsed body if it is JSON, otherwise the text. */
  readonly body: T;
}

/**
 * Sends a request with a JSON body. It does not use `fetch`, which tests of other code replace, and keeps no connection
 * open afterwards.
 */
export function send(url: string, method: string, body?: unknown, token?: string): Promise<Answer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...(text !== undefined && {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => void chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body: parse(Buffer.concat(chunks).toString(), headers) });
      });
    });
    sent.once('error', reject);
    sent.end(text);
  });
}

/** A caller with an access token. */
export class Caller {
  constructor(
    private readonly url: string,
    /** The access token. It is valid for ACCESS_TOKEN_TTL. */
    readonly token: string,
  ) {}

  /** The headers that authorize a request to your own service as this caller. */
  get headers(): { readonly authorization: string } {
    return { authorization: `Bearer ${this.token}` };
  }

  /** Sends a request to Watchword with the token. It returns every status, even 400 and above, without throwing. */
  request(method: string, path: string, body?: unknown): Promise<Answer> {
    return send(this.url + path, method, body, this.token);
  }
}

function parse(text: string, headers: IncomingHttpHeaders): unknown {
  return headers['content-type']?.includes('json') ? JSON.parse(text) : text;
}
