import { type FileHandle, open, stat } from 'node:fs/promises';
import { type BreachList, hasHash } from './breach-list.js';

/** Size of a block that is read at once, in bytes. It has about 80 lines. */
const BLOCK_BYTES = 4096;
/** Number of bytes read to find a line: more than the length of two lines. */
const PROBE_BYTES = 256;
const LINE = /^([\dA-F]{40}):\d+\r?(?:\n|$)/i;
/** Samples that must be in order. In an unsorted file it is practically impossible that all of them are. */
const SAMPLES = 256;

interface Line {
  readonly start: number;
  readonly hash: string;
}

/**
 * A file of lines `SHA1:COUNT` sorted by hash, as written by the Pwned Passwords downloader. It has tens of gigabytes;
 * a binary search reads about 25 blocks of it. The file is opened for each search, so that a newer file moved to its
 * place is used at once.
 */
export class HashFile implements BreachList {
  constructor(private readonly path: string) {}

  /**
   * Returns whether the file contains the hash. @throws when the file cannot be read or has other contents than lines
   * of hashes
   */
  async has(sha1: string, signal: AbortSignal): Promise<boolean> {
    return withFile(this.path, async (file, size) => {
      let [start, end] = [0, size];
      while (end - start > BLOCK_BYTES) {
        signal.throwIfAborted();
        const middle = start + Math.floor((end - start) / 2);
        const line = await lineAfter(file, middle);
        if (line && line.hash <= sha1) start = line.start;
        else end = line?.start ?? middle;
      }
      return hasHash(await textAt(file, start, end - start), sha1);
    });
  }
}

/**
 * Reads samples of the file. Returns why it cannot be searched, as the end of a sentence that starts with its path, or
 * nothing.
 */
export async function hashFileFault(path: string): Promise<string | undefined> {
  try {
    if (!(await stat(path)).isFile()) return 'is not a file'; // opening a pipe would wait for its writer
    return await withFile(path, async (file, size) => {
      if (size === 0) return 'is empty';
      const hashes = await sampledHashes(file, size);
      const isSorted = hashes.every((hash, index) => index === 0 || hashes[index - 1]! < hash);
      return isSorted ? undefined : 'is not sorted by hash';
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'does not exist';
    return code === undefined ? message : `cannot be read (${code})`;
  }
}

/** Returns the hashes of lines spread over the file, in its order; for a small file, of all lines. */
async function sampledHashes(file: FileHandle, size: number): Promise<string[]> {
  const first = lineIn(await textAt(file, 0, PROBE_BYTES), 0);
  const hashes = [first.hash];
  for (let offset = 0; offset < size;) {
    const line = await lineAfter(file, Math.floor(offset));
    if (!line) break;
    hashes.push(line.hash);
    offset = Math.max(offset + size / SAMPLES, line.start);
  }
  return hashes;
}

/** Returns the first line that begins after the offset, or nothing after the last one. */
async function lineAfter(file: FileHandle, offset: number): Promise<Line | undefined> {
  const text = await textAt(file, offset, PROBE_BYTES);
  const begin = text.indexOf('\n') + 1;
  const isEnd = text.length < PROBE_BYTES && (begin === 0 || begin === text.length);
  return isEnd ? undefined : lineIn(text.slice(begin), offset + begin);
}

function lineIn(text: string, start: number): Line {
  const [, hash] = LINE.exec(text) ?? [];
  if (hash === undefined) throw new Error(`has no line of the form SHA1:COUNT at byte ${start}`);
  return { start, hash: hash.toUpperCase() };
}

async function textAt(file: FileHandle, offset: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
  return buffer.toString('latin1', 0, bytesRead);
}

async function withFile<T>(path: string, work: (file: FileHandle, size: number) => Promise<T>): Promise<T> {
  const file = await open(path);
  try {
    return await work(file, (await file.stat()).size);
  } finally {
    await file.close();
  }
}
