import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ForgeKey, makeKey, makeToken, publicJwk, userClaims } from './token-forge.js';

const PAGE = 2;

/** An entry of the feed in JSON. */
export interface WireRevocation {
  readonly type: string;
  readonly id: string;
  readonly notBefore: string | null;
  readonly exceptSession?: string;
  readonly revokedAt: string;
}

/** The part of Watchword that services use: keys and the revocation feed. Its parts can be made to fail. */
export class FakeWatchword {
  readonly clientId = 'orders: service';
  readonly clientSecret = 'sécret +/%';
  keys: ForgeKey[] = [makeKey()];
  heartbeatMilliseconds = 50;
  /** The status of all requests for the feed, in place of the feed. */
  feedStatus?: number;
  /** Accepts requests and never responds. */
  isMute = false;
  /** The announced lifetime of tokens; an older Watchword announces none. */
  accessTokenTtl?: number;
  /** Refuses cursors older than this. */
  oldestCursor = 0;
  keyLoads = 0;
  pageLoads = 0;
  readonly streams = new Set<ServerResponse>();
  private readonly entries: WireRevocation[] = [];
  private server!: Server;
  private heartbeat?: NodeJS.Timeout;
  private port = 0;

  /** Listens on a free port, and after a restart on the same one. */
  async start(): Promise<this> {
    this.server = createServer((request, response) => this.answer(request, response));
    await once(this.server.listen(this.port, '127.0.0.1'), 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    this.beat();
    return this;
  }

  /** Closes all connections and stops listening. */
  async stop(): Promise<void> {
    clearTimeout(this.heartbeat);
    const closed = once(this.server.close(), 'close');
    this.server.closeAllConnections();
    await closed;
  }

  /** Closes the streams and keeps running. */
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

  /** Returns a user's token with additional claims. */
  token(claims: object = {}): string {
    return makeToken(this.key, { ...userClaims(this.issuer), ...claims });
  }

  /** Adds a revocation now. */
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
    const { accessTokenTtl } = this;
    response.end(JSON.stringify({ revocations, next: `c${from + revocations.length}`, accessTokenTtl }));
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

  /** Checks the credentials, decoded as in RFC 6749 2.3.1. */
  private isAuthorized({ headers }: IncomingMessage): boolean {
    const credentials = Buffer.from(headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString();
    const [id, secret] = credentials
      .split(':')
      .map((part) => new URLSearchParams(`part=${part}`).get('part'));
    return id === this.clientId && secret === this.clientSecret;
  }
}
