import { EventSourceParserStream } from 'eventsource-parser/stream';
import { MalformedFeed } from './revocation.js';

/** Some entries of the feed, and the cursor behind the last of them. */
export interface FeedPage {
  readonly revocations: unknown[];
  readonly next: string;
}

/** What a stream brings: an entry, or a sign of life without one. Each carries the cursor behind it. */
export interface FeedMessage {
  readonly revocation: unknown;
  readonly cursor: string | undefined;
}

/** Watchword answered the feed's reader with an error. */
export class FeedRefused extends Error {
  override readonly name = 'FeedRefused';

  constructor(
    readonly status: number,
    path: string,
  ) {
    const hint = [401, 403].includes(status) ? ': check clientId and clientSecret' : '';
    super(`Watchword answered ${status} to GET ${path}${hint}`);
  }

  /** Whether the credentials are at fault, so that asking again is of no use. */
  get isFinal(): boolean {
    return [401, 403].includes(this.status);
  }

  /** Whether the cursor is not, or no longer, understood: the feed must be read from its beginning. */
  get isAboutCursor(): boolean {
    return [400, 410].includes(this.status);
  }
}

/** Speaks the feed's HTTP. */
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

  /** Reads the entries behind the cursor; without one, from the oldest that is kept. */
  async page(cursor: string | undefined, signal: AbortSignal): Promise<FeedPage> {
    const query = cursor === undefined ? '' : `?after=${encodeURIComponent(cursor)}`;
    const body = await this.get(`/revocations${query}`, { accept: 'application/json' }, signal);
    const { revocations, next } = Object(JSON.parse(await textOf(body))) as Partial<FeedPage>;
    if (!Array.isArray(revocations) || typeof next !== 'string')
      throw new MalformedFeed('A page of the feed is not one');
    return { revocations, next };
  }

  /** Opens the stream behind the cursor. It ends with the connection, and by throwing when the signal is aborted. */
  async stream(cursor: string, signal: AbortSignal): Promise<AsyncIterable<FeedMessage>> {
    const headers = { accept: 'text/event-stream', 'last-event-id': cursor };
    return messagesOf(await this.get('/revocations/stream', headers, signal));
  }

  /**
   * Answers the body. It listens to the signal itself: Node's fetch forgets the signal of a request that was garbage
   * collected, even while its answer is still being read.
   */
  private async get(
    path: string,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<ReadableStream<string>> {
    const response = await fetch(this.issuer + path, {
      headers: { ...headers, authorization: this.authorization },
      redirect: 'error', // The credentials are for Watchword alone.
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

/** RFC 6749 2.3.1: id and secret are form-encoded before they are joined, so that either may hold a colon. */
function formEncode(value: string): string {
  return new URLSearchParams({ value }).toString().slice('value='.length);
}
