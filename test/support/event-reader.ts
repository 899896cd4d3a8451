import { eventually } from './verifier-kit.js';

/** A server-sent event, and when it was received. */
export interface ReceivedEvent {
  readonly event: string;
  readonly id: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test names the fields it expects
  readonly data: any;
  readonly at: number;
}

/** Reads server-sent events. */
export class EventReader {
  readonly events: ReceivedEvent[] = [];
  headers = new Headers();
  status = 0;
  hasEnded = false;
  private readonly controller = new AbortController();

  constructor(private readonly url: string) {}

  /** Connects. Resolves when the headers of the response have arrived. */
  async open(headers: Record<string, string>): Promise<this> {
    const response = await fetch(this.url, { headers, signal: this.controller.signal });
    this.status = response.status;
    this.headers = response.headers;
    void this.read(response).catch(() => undefined);
    return this;
  }

  close(): void {
    this.controller.abort();
  }

  /** Returns the events of one kind. */
  of(kind: string): ReceivedEvent[] {
    return this.events.filter(({ event }) => event === kind);
  }

  /** Waits until `count` revocations have arrived, at most a second. */
  async revocations(count: number): Promise<ReceivedEvent[]> {
    await eventually(() => this.of('revocation').length, count);
    return this.of('revocation');
  }

  private async read(response: Response): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        const blocks = (text + decoder.decode(chunk, { stream: true })).split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) this.take(block);
      }
    } finally {
      this.hasEnded = true;
    }
  }

  private take(block: string): void {
    const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: ?(.*)/s, 2)));
    const { event, id, data } = fields as Record<'event' | 'id' | 'data', string>;
    this.events.push({ event, id, data: JSON.parse(data), at: Date.now() });
  }
}
