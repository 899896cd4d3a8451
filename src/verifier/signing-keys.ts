import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type FetchImplementation,
  type FlattenedJWSInput,
  type JWSHeaderParameters,
  type RemoteJWKSet,
} from 'jose';
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

  /** Finds the key that a token names, for `jwtVerify`. A key that is not known may be new: it causes a reload. */
  readonly find = async (header: JWSHeaderParameters, token: FlattenedJWSInput) => {
    try {
      return await this.remote(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await this.loadAtMostOncePerSecond();
      return this.remote(header, token);
    }
  };

  /** Whoever asks within the same second shares the outcome: made-up key ids must not become a load on Watchword. */
  private loadAtMostOncePerSecond(): Promise<void> {
    const isDue = performance.now() - this.lastLoadAt >= MILLISECONDS_BETWEEN_LOADS;
    return isDue ? this.load() : this.lastLoad;
  }
}
