import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The behaviour of the server: correct, or one of the failures. */
export type Behaviour = 'well' | 'silent' | 'broken off' | 'error' | 'not a range' | 'redirect' | 'endless';

const PADDING = 800;

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase();

/** A range API for tests, with the passwords added to it. */
export class TestRangeServer {
  behaviour: Behaviour = 'well';
  /** The path and headers of each request. */
  readonly requests: { path: string; headers: IncomingHttpHeaders }[] = [];
  private readonly counts = new Map<string, number>();
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      this.requests.push({ path: request.url ?? '', headers: request.headers });
      this.answer(request.url?.replace('/range/', '') ?? '', response);
    });
  }

  /** Adds a password to the list. */
  add(password: string, count: number): void {
    this.counts.set(sha1(password), count);
  }

  async start(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private answer(prefix: string, response: ServerResponse): void {
    const range = this.rangeOf(prefix);
    if (this.behaviour === 'well') response.end(range);
    if (this.behaviour === 'broken off') response.write(range.slice(0, 100));
    if (this.behaviour === 'error') response.writeHead(503).end(range);
    if (this.behaviour === 'not a range') response.end('<html>Sign in to this network</html>');
    if (this.behaviour === 'redirect') response.writeHead(302, { location: '/elsewhere' }).end();
    if (this.behaviour === 'endless') response.end(range.repeat(40));
  }

  /** Returns the entries of the list among padding lines with a count of 0. */
  private rangeOf(prefix: string): string {
    const real = [...this.counts].filter(([hash]) => hash.startsWith(prefix));
    const padding = Array.from({ length: PADDING }, (_, index) => [sha1(`padding ${index}`), 0] as const);
    const lines = [...real, ...padding].map(([hash, count]) => `${hash.slice(5)}:${count}`);
    return lines.toSorted().join('\r\n');
  }
}

/** Returns the text of a file with these passwords in the downloader's format. */
export function hashFileOf(passwords: readonly string[]): string {
  return passwords
    .map((password) => `${sha1(password)}:42\r\n`)
    .toSorted()
    .join('');
}
