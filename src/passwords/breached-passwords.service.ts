import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../config/config.js';
import { Metrics } from '../telemetry/metrics.js';
import type { BreachList } from './breach-list.js';
import { HashFile } from './hash-file.js';
import { RangeApi, RangeServer } from './range-api.js';

/** Timeout of a whole lookup: connecting, sending the request and reading the response. */
export const LOOKUP_TIMEOUT_MS = 500;
/**
 * Maximum number of simultaneous lookups: far more than the passwords that can be hashed in the same time. More lookups
 * would only exhaust connections and threads.
 */
const MAX_LOOKUPS = 32;

/** Looks up passwords in the list configured by BREACHED_PASSWORDS (NIST SP 800-63B-4, ASVS 5.0 6.2.12). */
@Injectable()
export class BreachedPasswordsService {
  private readonly logger = new Logger(BreachedPasswordsService.name);
  private readonly list: BreachList | undefined;
  private lookups = 0;
  private isFailing = false;

  constructor(
    { BREACHED_PASSWORDS: source }: Config,
    rangeServer: RangeServer,
    private readonly metrics: Metrics,
  ) {
    if (source === 'api') this.list = new RangeApi(rangeServer);
    else if (source !== 'off') this.list = new HashFile(source.file);
  }

  /**
   * Returns whether the password was found in a breach. If the list does not respond within 500 ms, it returns false,
   * and the failure is counted and logged: users can still choose passwords during an outage of the list.
   */
  async has(password: string): Promise<boolean> {
    if (!this.list) return false;
    const outcome = await this.outcomeOf(this.list, sha1Of(password));
    this.metrics.breachLookups.inc({ outcome });
    return outcome === 'found';
  }

  private async outcomeOf(list: BreachList, sha1: string): Promise<'found' | 'clear' | 'failed'> {
    if (this.lookups >= MAX_LOOKUPS) return 'failed';
    try {
      const isFound = await this.inTime((signal) => list.has(sha1, signal));
      this.isFailing = false;
      return isFound ? 'found' : 'clear';
    } catch (error) {
      this.reportOnce(error as Error);
      return 'failed';
    }
  }

  /**
   * Rejects at the timeout even if a file system does not respond. Such a lookup is counted as running until it ends.
   */
  private async inTime(lookUp: (signal: AbortSignal) => Promise<boolean>): Promise<boolean> {
    const signal = AbortSignal.timeout(LOOKUP_TIMEOUT_MS);
    const timeout = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    this.lookups++;
    return Promise.race([lookUp(signal).finally(() => this.lookups--), timeout]);
  }

  /** Logs only the first of several failures; the metric counts all of them. */
  private reportOnce(error: Error): void {
    if (this.isFailing) return;
    this.isFailing = true;
    this.logger.warn(`passwords are accepted without a check for breaches: ${reasonOf(error)}`);
  }
}

/** Returns the reason without the requested URL, which contains a part of the hash. */
export function reasonOf(error: Error): string {
  const { cause } = error as { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? error.message;
}

/** Returns the SHA-1 of a password. It is only the key of the list; it protects nothing and is not stored. */
function sha1Of(password: string): string {
  return createHash('sha1').update(password).digest('hex').toUpperCase();
}
