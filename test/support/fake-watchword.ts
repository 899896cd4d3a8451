import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ForgeKey, makeKey, makeToken, publicJwk, userClaims } from './token-forge.js';

const PAGE = 2;

/** One entry of the feed, as it goes over the wire. */
export interface WireRevocation {
  readonly type: string;
  readonly id: string;
  readonly notBefore: string | null;
  readonly exceptSession?: string;
  readonly revokedAt: string;
}

/** The part of Watchword that services see: keys, and the feed of revocations. Its parts can be made to fail. */
export class FakeWatchword {
  readonly clientId = 'orders: service';
  readonly clientSecret = 'sécret +/%';
  keys: ForgeKey[] = [makeKey()];
  heartbeatMilliseconds = 50;
  /** Answers this to every request for the feed instead of the feed. */
  feedStatus?: number;
  /** Accepts requests and never answers them. */
  isMute = false;
  /** Understands no cursor older than this. */
  oldestCursor = 0;
  keyLoads = 0;
  pageLoads = 0;
  readonly streams = new Set<ServerResponse>();
  private readonly entries: WireRevocation[] = [];
  private server!: Server;
  private heartbeat?: NodeJS.Timeout;
  private port = 0;

  /** Listens on a free port; the next time on the same. */
  async start(): Promise<this> {
    this.server = createServer((request, response) => this.answer(request, response));
    await once(this.server.listen(this.port, '127.0.0.1'), 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    this.beat();
    return this;
  }

  /** Breaks every connection off and listens no longer. */
  async stop(): Promise<void> {
    clearTimeout(this.heartbeat);
    const closed = once(this.server.close(), 'close');
    this.server.closeAllConnections();
    await closed;
  }

  /** Breaks the streams off and goes on. */
  dropStreams(): void {
    for (const stream of this.streams) stream.destroy();
  }

  get issuer(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The key that signs. */
  get key(): ForgeKey {
    return this.keys[0] as ForgeKey;
  }

  /** A user's token, with some claims of one's own. */
  token(claims: object = {}): string {
    return makeToken(this.key, { ...userClaims(this.issuer), ...claims });
  }

  /** Announces a revocation, now. */
  revoke(entry: Partial<WireRevocation> & Pick<WireRevocation, 'type' | 'id'>): void {
    const now = new Date().toISOString();
    this.entries.push({ notBefore: null, revokedAt: now, ...entry });
    const cursor = this.entries.length;
    this.send('revocation', cursor, this.entries[cursor - 1] as WireRevocation);
  }

  private beat(): void {
    this.heartbeat = setTimeout(() => {
      this.send('heartbeat', this.entries.length, {});
      this.beat();
    }, this.heartbeatMilliseconds);
  }

  private send(
    event: string,
    cursor: number,
    data: object,
    streams: Iterable<ServerResponse> = this.streams,
  ) {
    for (const stream of streams)
      stream.write(`id: c${cursor}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url as string, this.issuer);
    if (this.isMute) return;
    if (url.pathname === '/.well-known/jwks.json') return this.answerKeys(response);

    const status = this.feedStatus ?? (this.isAuthorized(request) ? 200 : 401);
    if (status !== 200) return void response.writeHead(status).end();
    if (url.pathname === '/revocations') return this.answerPage(url.searchParams.get('after'), response);
    if (url.pathname === '/revocations/stream') return this.answerStream(request, response);
    response.writeHead(404).end();
  }

  private answerKeys(response: ServerResponse): void {
    this.keyLoads++;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: this.keys.map(publicJwk) }));
  }

  private answerPage(after: string | null, response: ServerResponse): void {
    this.pageLoads++;
    const from = Number(after?.slice(1) ?? this.oldestCursor);
    if (from < this.oldestCursor) return void response.writeHead(410).end();
    const revocations = this.entries.slice(from, from + PAGE);
    response.end(JSON.stringify({ revocations, next: `c${from + revocations.length}` }));
  }

  private answerStream(request: IncomingMessage, response: ServerResponse): void {
    const cursor = Number(String(request.headers['last-event-id']).slice(1));
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    this.entries
      .slice(cursor)
      .forEach((entry, index) => this.send('revocation', cursor + index + 1, entry, [response]));
    this.streams.add(response);
    response.on('close', () => this.streams.delete(response));
  }

  /** RFC 6749 2.3.1, decoded as a server would. */
  private isAuthorized({ headers }: IncomingMessage): boolean {
    const credentials = Buffer.from(headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString();
    const [id, secret] = credentials
      .split(':')
      .map((part) => new URLSearchParams(`part=${part}`).get('part'));
    return id === this.clientId && secret === this.clientSecret;
  }
}
