import { MalformedFeed } from '@watchword/protocol';
import { EventSourceParserStream } from 'eventsource-parser/stream';

/** Entries of the feed, and the cursor after the last of them. */
export interface FeedPage {
  readonly revocations: unknown[];
  readonly next: string;
  /** Lifetime of Watchword's tokens in seconds; an older Watchword does not send it. */
  readonly accessTokenTtl: number | undefined;
}

/** A message of the stream: an entry or a heartbeat, with the cursor after it. */
export interface FeedMessage {
  readonly revocation: unknown;
  readonly cursor: string | undefined;
}

/** Watchword returned an error for a request to the feed. */
export class FeedRefused extends Error {
  override readonly name = 'FeedRefused';

  constructor(
    readonly status: number,
    path: string,
  ) {
    const hint = [401, 403].includes(status) ? ': check clientId and clientSecret' : '';
    super(`Watchword answered ${status} to GET ${path}${hint}`);
  }

  /** Whether the credentials are wrong, so that a retry is useless. */
  get isFinal(): boolean {
    return [401, 403].includes(this.status);
  }

  /** Whether the cursor is invalid, so that the feed must be read from its beginning. */
  get isAboutCursor(): boolean {
    return [400, 410].includes(this.status);
  }
}

/** HTTP client for the feed. */
export class FeedClient {
  private readonly authorization: string;

  constructor(
    private readonly issuer: string,
    clientId: string,
    clientSecret: string,
  ) {
    const credentials = `${formEncode(clientId)}:${formEncode(clientSecret)}`;
    this.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  }

  /** Returns the entries after the cursor; without one, from the oldest entry. */
  async page(cursor: string | undefined, signal: AbortSignal): Promise<FeedPage> {
    const query = cursor === undefined ? '' : `?after=${encodeURIComponent(cursor)}`;
    const body = await this.get(`/revocations${query}`, { accept: 'application/json' }, signal);
    const page = Object(JSON.parse(await textOf(body))) as Partial<FeedPage>;
    const { revocations, next, accessTokenTtl } = page;
    if (!Array.isArray(revocations) || typeof next !== 'string')
      throw new MalformedFeed('A page of the feed has the wrong form');
    if (accessTokenTtl !== undefined && !(Number.isSafeInteger(accessTokenTtl) && accessTokenTtl > 0))
      throw new MalformedFeed('The lifetime of tokens is not a number of seconds');
    return { revocations, next, accessTokenTtl };
  }

  /** Opens the stream after the cursor. It ends with the connection, and throws when the signal is aborted. */
  async stream(cursor: string, signal: AbortSignal): Promise<AsyncIterable<FeedMessage>> {
    const headers = { accept: 'text/event-stream', 'last-event-id': cursor };
    return messagesOf(await this.get('/revocations/stream', headers, signal));
  }

  /**
   * Returns the body of the response. It listens to the signal itself, because Node's fetch loses the signal of a
   * garbage-collected request while the response is still being read.
   */
  private async get(
    path: string,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<ReadableStream<string>> {
    const response = await fetch(this.issuer + path, {
      headers: { ...headers, authorization: this.authorization },
      redirect: 'error', // The credentials must only be sent to Watchword.
      signal,
    });
    if (response.ok && response.body) return response.body.pipeThrough(new TextDecoderStream(), { signal });
    await response.body?.cancel();
    throw new FeedRefused(response.status, path.split('?')[0] as string);
  }
}

async function* messagesOf(body: ReadableStream<string>): AsyncGenerator<FeedMessage> {
  for await (const { event, data, id } of body.pipeThrough(new EventSourceParserStream())) {
    yield { revocation: event === 'revocation' ? JSON.parse(data) : undefined, cursor: id };
  }
}

async function textOf(body: ReadableStream<string>): Promise<string> {
  let text = '';
  for await (const part of body) text += part;
  return text;
}

/** Form-encodes id and secret before they are joined (RFC 6749 2.3.1), so that both may contain a colon. */
function formEncode(value: string): string {
  return new URLSearchParams({ value }).toString().slice('value='.length);
}
