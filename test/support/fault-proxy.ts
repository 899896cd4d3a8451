import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Matches the end of a write: COMMIT, or the rotation of a refresh token, which is its own transaction and has two
 * hashes as values. `READ COMMITTED` of a new connection is no write.
 */
const END_OF_WRITE = /\bCOMMIT\b|[0-9a-f]{64}@[0-9a-f]{64}/;

/** How long the server has to execute a statement whose response gets lost. */
const SWALLOW_MS = 300;

/** A proxy between the service and its database that makes the network fail on demand. */
export class FaultProxy {
  private readonly server: Server;
  private readonly pairs = new Set<[Socket, Socket]>();
  private isStalled = false;
  private isCut = false;
  private delay = 0;
  private writesPerLoss = Infinity;
  private writes = 0;
  /** Number of writes that were committed without a response. */
  lostAnswers = 0;

  constructor(private readonly target: URL) {
    this.server = createServer((client) => this.join(client));
  }

  /** Starts the proxy. Returns the URL of the target through it. */
  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const url = new URL(this.target.href);
    url.host = `127.0.0.1:${(this.server.address() as { port: number }).port}`;
    return url.href;
  }

  /** Passes nothing on but keeps all connections open, like a stopped or partitioned server. */
  stall(): void {
    this.isStalled = true;
    for (const pair of this.pairs) for (const socket of pair) socket.pause();
  }

  /** Closes all connections and refuses new ones, like a killed server. */
  cut(): void {
    this.isCut = true;
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  /** Delays every response of the server. */
  slow(milliseconds: number): void {
    this.delay = milliseconds;
  }

  /** Loses the response of one in `count` committed writes: the connection breaks instead. */
  loseOneAnswerIn(count: number): void {
    this.writesPerLoss = count;
    this.writes = 0;
  }

  /** Everything works again. */
  heal(): void {
    this.isCut = this.isStalled = false;
    this.delay = 0;
    this.writesPerLoss = Infinity;
    for (const pair of this.pairs) for (const socket of pair) socket.resume();
  }

  async stop(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket): void {
    if (this.isCut) return void client.destroy();
    const upstream = connect(Number(this.target.port || 3306), this.target.hostname);
    const pair: [Socket, Socket] = [client, upstream];
    this.pairs.add(pair);
    client.on('data', (chunk) => {
      upstream.write(chunk);
      if (this.isAnswerToLose(chunk)) void this.loseAnswer(client, upstream);
    });
    let delivered = Promise.resolve();
    upstream.on('data', (chunk) => {
      const due = performance.now() + this.delay;
      delivered = delivered.then(async () => {
        if (due > performance.now()) await sleep(due - performance.now());
        client.write(chunk);
      });
    });
    for (const [from, to] of [pair, [upstream, client] as const]) {
      from.on('error', () => undefined);
      from.on('close', () => {
        to.destroy();
        this.pairs.delete(pair);
      });
    }
    if (this.isStalled) for (const socket of pair) socket.pause();
  }
  private isAnswerToLose(chunk: Buffer): boolean {
    if (this.writesPerLoss === Infinity || !END_OF_WRITE.test(chunk.toString('latin1'))) return false;
    return ++this.writes % this.writesPerLoss === 0;
  }

  /** Lets the server execute the statement but drops its response. */
  private async loseAnswer(client: Socket, upstream: Socket): Promise<void> {
    this.lostAnswers++;
    upstream.pause();
    await sleep(SWALLOW_MS);
    client.destroy();
  }
}
