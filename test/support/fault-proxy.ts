import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What ends a write: COMMIT, or the rotation of a refresh token, which is a transaction by itself: two hashes, bound. */
const END_OF_WRITE = /COMMIT|[0-9a-f]{64}@[0-9a-f]{64}/;

/** After the server got a statement whose answer is to be lost, it has this long to carry it out. */
const SWALLOW_MILLISECONDS = 300;

/** Stands between the service and its database, and makes the network fail on demand. */
export class FaultProxy {
  private readonly server: Server;
  private readonly pairs = new Set<[Socket, Socket]>();
  private isStalled = false;
  private isCut = false;
  private delay = 0;
  private writesPerLoss = Infinity;
  private writes = 0;
  /** How many writes ended at the server, and nobody heard of it. */
  lostAnswers = 0;

  constructor(private readonly target: URL) {
    this.server = createServer((client) => this.join(client));
  }

  /** The address of the target, by way of this proxy. */
  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const url = new URL(this.target.href);
    url.host = `127.0.0.1:${(this.server.address() as { port: number }).port}`;
    return url.href;
  }

  /** Nothing passes any more, but every connection stays open: what a stopped or partitioned server looks like. */
  stall(): void {
    this.isStalled = true;
    for (const pair of this.pairs) for (const socket of pair) socket.pause();
  }

  /** Every connection breaks, and new ones are refused: what a killed server looks like. */
  cut(): void {
    this.isCut = true;
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  /** Every answer of the server arrives late by so much. */
  slow(milliseconds: number): void {
    this.delay = milliseconds;
  }

  /** Of so many writes, one is committed, but its answer does not come back: the connection breaks instead. */
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

  /** The server carries the statement out, but nobody hears of it. */
  private async loseAnswer(client: Socket, upstream: Socket): Promise<void> {
    this.lostAnswers++;
    upstream.pause();
    await sleep(SWALLOW_MILLISECONDS);
    client.destroy();
  }
}
