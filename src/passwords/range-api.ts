import { Injectable } from '@nestjs/common';
import { type BreachList, hasHash } from './breach-list.js';

const PREFIX_LENGTH = 5;
/** Maximum size of a response, in bytes. A padded one has about 60 kB. */
const MAX_ANSWER_BYTES = 1_000_000;
/**
 * The form of a range. Without this check, the page of a proxy or captive portal would be treated as a range without
 * the password.
 */
const RANGE = /^[\dA-F]{35}:\d+\r?(\n|$)/i;

/** The server of the range API. It is a separate provider, so that tests can replace it. */
@Injectable()
export class RangeServer {
  readonly url: string = 'https://api.pwnedpasswords.com';
}

/**
 * The range API of Pwned Passwords. It gets the first five digits of a SHA-1 and returns the remaining digits of all
 * hashes that begin with them, so it does not learn the password (k-anonymity). Padding hides the range from observers
 * of the connection.
 */
export class RangeApi implements BreachList {
  constructor(private readonly server: RangeServer) {}

  /** Returns whether the range of this SHA-1 contains it. @throws when the API fails or the signal is aborted */
  async has(sha1: string, signal: AbortSignal): Promise<boolean> {
    const range = await this.range(sha1.slice(0, PREFIX_LENGTH), signal);
    if (!RANGE.test(range)) throw new Error('the answer is not a range of hashes');
    return hasHash(range, sha1.slice(PREFIX_LENGTH));
  }

  private async range(prefix: string, signal: AbortSignal): Promise<string> {
    const response = await fetch(`${this.server.url}/range/${prefix}`, {
      headers: { 'Add-Padding': 'true', 'User-Agent': 'watchword' },
      redirect: 'error',
      signal,
    });
    if (response.status === 200) return textOf(response);
    await response.body?.cancel();
    throw new Error(`the API answers ${response.status}`);
  }
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('latin1');
}
