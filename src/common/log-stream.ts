import { createWriteStream, fstatSync } from 'node:fs';
import type { Writable } from 'node:stream';

const STANDARD_OUTPUT = 1;
const CHUNK_BYTES = 64 * 1024;
/** Maximum number of UTF-8 bytes for one unit of a JavaScript string. */
const BYTES_PER_UNIT = 3;
const FLUSH_MS = 100;
/**
 * Maximum size of the backlog when nothing reads the log. Beyond it lines are dropped, because the log must not stop
 * the service.
 */
const MAX_WAITING_BYTES = 16_000_000;
/** How long the process waits for such a reader before it ends. */
const CLOSE_TIMEOUT_MS = 2000;

/**
 * Writes standard output in the background, many lines at a time. Lines are encoded at once: as strings they would
 * survive garbage collections and be copied by them.
 */
export class LogStream {
  private chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  private used = 0;
  private readonly output = standardOutput();
  private readonly timer = setInterval(() => this.flush(), FLUSH_MS).unref();

  constructor() {
    this.output.on('error', () => undefined); // the reader has gone
  }

  /** Adds a line. */
  write(line: string): void {
    const most = line.length * BYTES_PER_UNIT;
    if (most > CHUNK_BYTES - this.used) this.flush();
    if (most > CHUNK_BYTES) this.send(Buffer.from(line));
    else this.used += this.chunk.write(line, this.used);
  }

  /** Writes all lines and waits until they are written, at most two seconds. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    this.flush();
    await new Promise<void>((done) => {
      setTimeout(done, CLOSE_TIMEOUT_MS).unref();
      this.output.write('', () => done());
    });
  }

  private flush(): void {
    if (this.used === 0) return;
    this.send(this.chunk.subarray(0, this.used));
    this.chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    this.used = 0;
  }

  private send(bytes: Buffer): void {
    if (this.output.writableLength < MAX_WAITING_BYTES) this.output.write(bytes);
  }
}

/**
 * Chooses how to write. A file is written on a thread, which keeps the event loop free. For a pipe, Node's own stream
 * is used, which never blocks: on a full pipe a thread would wait forever, and Node does not exit before its threads
 * end.
 */
function standardOutput(): Writable {
  const kind = fstatSync(STANDARD_OUTPUT);
  if (kind.isFIFO() || kind.isSocket()) return process.stdout;
  return createWriteStream('', { fd: STANDARD_OUTPUT, autoClose: false });
}
