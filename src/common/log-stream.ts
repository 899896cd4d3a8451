import { createWriteStream } from 'node:fs';

const STANDARD_OUTPUT = 1;
const MOST_LINES = 256;
const FLUSH_MILLISECONDS = 100;
/** What may wait for a reader that does not read. Beyond it lines are dropped: the log must not end the service. */
const MOST_WAITING_BYTES = 16_000_000;

/**
 * Standard output, written in the background and many lines at a time. Lines are collected in a list: pino's own buffer
 * is one growing text, which is copied with every line (a fifth of the time of GET /protected, by --cpu-prof).
 */
export class LogStream {
  private lines: string[] = [];
  private readonly output = createWriteStream('', { fd: STANDARD_OUTPUT, autoClose: false });
  private readonly timer = setInterval(() => this.flush(), FLUSH_MILLISECONDS).unref();

  constructor() {
    this.output.on('error', () => undefined); // nobody reads any more
  }

  /** Takes a line. */
  write(line: string): void {
    if (this.lines.push(line) >= MOST_LINES) this.flush();
  }

  /** Writes what was collected, and waits until it is out. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await new Promise<void>((done) => this.output.end(this.take(), done));
  }

  private flush(): void {
    const text = this.take();
    if (text !== '' && this.output.writableLength < MOST_WAITING_BYTES) this.output.write(text);
  }

  private take(): string {
    const text = this.lines.join('');
    this.lines = [];
    return text;
  }
}
