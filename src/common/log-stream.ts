import { createWriteStream } from 'node:fs';

const STANDARD_OUTPUT = 1;
const CHUNK_BYTES = 64 * 1024;
/** UTF-8 needs at most so many bytes for one unit of a JavaScript string. */
const BYTES_PER_UNIT = 3;
const FLUSH_MILLISECONDS = 100;
/** What may wait for a reader that does not read. Beyond it lines are dropped: the log must not end the service. */
const MOST_WAITING_BYTES = 16_000_000;

/**
 * Standard output, written in the background and many lines at a time. Lines become bytes as they come: kept as text
 * until they are written, they outlive a garbage collection and are copied in it.
 */
export class LogStream {
  private chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  private used = 0;
  private readonly output = createWriteStream('', { fd: STANDARD_OUTPUT, autoClose: false });
  private readonly timer = setInterval(() => this.flush(), FLUSH_MILLISECONDS).unref();

  constructor() {
    this.output.on('error', () => undefined); // nobody reads any more
  }

  /** Takes a line. */
  write(line: string): void {
    const most = line.length * BYTES_PER_UNIT;
    if (most > CHUNK_BYTES - this.used) this.flush();
    if (most > CHUNK_BYTES) this.send(Buffer.from(line));
    else this.used += this.chunk.write(line, this.used);
  }

  /** Writes what was collected, and waits until it is out. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    this.flush();
    await new Promise<void>((done) => this.output.end(done));
  }

  private flush(): void {
    if (this.used === 0) return;
    this.send(this.chunk.subarray(0, this.used));
    this.chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    this.used = 0;
  }

  private send(bytes: Buffer): void {
    if (this.output.writableLength < MOST_WAITING_BYTES) this.output.write(bytes);
  }
}
