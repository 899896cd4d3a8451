import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A request, with everything that is needed to judge the response. */
export type Request =
  | { readonly operation: 'register'; readonly password: string }
  | { readonly operation: 'login'; readonly password: string }
  | { readonly operation: 'refresh'; readonly refreshToken: string }
  | { readonly operation: 'logout'; readonly session: string; readonly token: string }
  | {
      readonly operation: 'password';
      readonly session: string;
      readonly token: string;
      readonly from: string;
      readonly to: string;
    }
  | { readonly operation: 'protected'; readonly session: string; readonly token: string }
  | { readonly operation: 'forged'; readonly token: string };

/** Written before a call. */
export interface Intent {
  readonly kind: 'intent';
  readonly id: number;
  readonly at: number;
  readonly origin: string;
  /** Name of the account. */
  readonly account: string;
  readonly request: Request;
}

/** Written after a call. `unknown`: no response, or one that leaves open whether a change was made (429, 5xx). */
export interface Outcome {
  readonly kind: 'ack' | 'refused' | 'unknown';
  readonly id: number;
  readonly at: number;
  readonly milliseconds: number;
  readonly status?: number;
  /** Why there was no response. */
  readonly failure?: string;
  readonly token?: string;
  readonly refreshToken?: string;
}

/** The time of a fault. */
export interface Mark {
  readonly kind: 'mark';
  readonly at: number;
  readonly name: string;
}

export type Entry = Intent | Outcome | Mark;

/** Milliseconds since the epoch by a clock that never goes back. */
export const now = () => performance.timeOrigin + performance.now();

/** A file of intents and outcomes. An appended entry is on disk before the promise resolves. */
export class Journal {
  private waiting: {
    readonly line: string;
    readonly done: () => void;
    readonly fail: (error: unknown) => void;
  }[] = [];
  private writing: Promise<void> | undefined;
  private lastId = 0;
  /** Number of calls acknowledged so far. */
  acknowledged = 0;

  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
  ) {}

  static async create(): Promise<Journal> {
    const path = join(mkdtempSync(join(tmpdir(), 'watchword-journal-')), 'journal.ndjson');
    return new Journal(path, await open(path, 'a'));
  }

  nextId(): number {
    return ++this.lastId;
  }

  append(entry: Entry): Promise<void> {
    if (entry.kind === 'ack') this.acknowledged++;
    return new Promise((done, fail) => {
      this.waiting.push({ line: `${JSON.stringify(entry)}\n`, done, fail });
      this.writing ??= this.write();
    });
  }

  /** Records the start or the end of a fault. */
  mark(name: string): Promise<void> {
    return this.append({ kind: 'mark', at: now(), name });
  }

  /** Returns all entries. */
  read(): Entry[] {
    return readFileSync(this.path, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Entry);
  }

  async close(): Promise<void> {
    await this.writing;
    await this.file.close();
  }

  remove(): void {
    rmSync(dirname(this.path), { recursive: true, force: true });
  }

  /** Writes all waiting entries together: one sync serves all workers. */
  private async write(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0);
      try {
        await this.file.appendFile(batch.map(({ line }) => line).join(''));
        await this.file.datasync();
        for (const { done } of batch) done();
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    }
    this.writing = undefined;
  }
}
