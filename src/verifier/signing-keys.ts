import { setTimeout as sleep } from 'node:timers/promises';
import {
  createRemoteJWKSet,
  customFetch,
  type FetchImplementation,
  type FlattenedJWSInput,
  type JWSHeaderParameters,
  type RemoteJWKSet,
} from 'jose';
import { isUuidV7 } from './token-form.js';
import type { Report } from './verifier-events.js';

const LOAD_MILLISECONDS = 3000;
const MILLISECONDS_BETWEEN_LOADS = 1000;

/** The keys cannot be had from Watchword, so nothing can be said about a token whose key is not known yet. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/**
 * Watchword's public keys, held in memory and reloaded in the background, so that no request waits for a reload. A
 * reload that fails changes nothing: that a key must not be trusted any longer is announced in the revocation feed.
 */
export class SigningKeys {
  private readonly remote: RemoteJWKSet;
  private reloading?: NodeJS.Timeout;
  private life = new AbortController();
  private lastLoad: Promise<void> = Promise.resolve();
  private lastLoadAt = -Infinity;
  private next: Promise<void> | undefined;

  constructor(
    issuer: string,
    private readonly maxAgeSeconds: number,
    private readonly report: Report,
  ) {
    const url = new URL(`${issuer}/.well-known/jwks.json`);
    // When to reload is decided here, because jose's own cooldown counts only loads that succeeded.
    const never = { cooldownDuration: Infinity, cacheMaxAge: Infinity };
    const load: FetchImplementation = (address, { signal, ...options }) =>
      fetch(address, { ...options, signal: AbortSignal.any([signal, this.life.signal]) });
    this.remote = createRemoteJWKSet(url, {
      ...never,
      timeoutDuration: LOAD_MILLISECONDS,
      [customFetch]: load,
    });
  }

  /**
   * Loads the keys.
   * @throws KeysUnavailable
   */
  load(): Promise<void> {
    this.lastLoadAt = performance.now();
    this.lastLoad = this.remote.reload().catch((cause: Error) => {
      throw new KeysUnavailable(`The keys cannot be loaded: ${cause.message}`, { cause });
    });
    return this.lastLoad;
  }

  /** Loads the keys again and again, until `stop`. */
  reloadRegularly(): void {
    const reload = () =>
      void this.load().catch((error: Error) => this.report({ type: 'keys-failed', error }));
    this.reloading = setInterval(reload, this.maxAgeSeconds * 1000).unref();
  }

  /** Ends the reloads, also one that is under way. */
  stop(reason: Error): void {
    clearInterval(this.reloading);
    this.life.abort(reason);
    this.life = new AbortController();
  }

  /**
   * Finds the key that a token names, for `jwtVerify`. One that is not known may be new: its token waits for a load that
   * is under way, and then for the next.
   */
  readonly find = async (header: JWSHeaderParameters, token: FlattenedJWSInput) => {
    if (this.mayBeNew(header.kid)) await this.lastLoad.catch(() => undefined);
    if (this.mayBeNew(header.kid)) await this.nextLoad();
    return this.remote(header, token);
  };

  /** Keys are named in the order in which they are made. */
  private mayBeNew(id = ''): boolean {
    const known = this.remote.jwks()?.keys ?? [];
    return isUuidV7(id) && known.every(({ kid = '' }) => id > kid);
  }

  /**
   * A load that has not begun yet, for all who wait for one. A second passes between two: made-up key ids must not
   * become a load each on Watchword.
   */
  private nextLoad(): Promise<void> {
    return (this.next ??= this.loadWhenDue());
  }

  private async loadWhenDue(): Promise<void> {
    const pause = this.lastLoadAt + MILLISECONDS_BETWEEN_LOADS - performance.now();
    try {
      await sleep(Math.max(0, pause), undefined, { signal: this.life.signal });
    } catch (cause) {
      throw new KeysUnavailable('The verifier was stopped.', { cause });
    } finally {
      this.next = undefined;
    }
    await this.load();
  }
}
