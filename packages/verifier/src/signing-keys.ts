import { setTimeout as sleep } from 'node:timers/promises';
import { isUuidV7 } from '@watchword/protocol';
import {
  createRemoteJWKSet,
  customFetch,
  type FetchImplementation,
  type FlattenedJWSInput,
  type JWSHeaderParameters,
  type RemoteJWKSet,
} from 'jose';
import type { Report } from './verifier-events.js';

const LOAD_TIMEOUT_MS = 3000;
const MILLISECONDS_BETWEEN_LOADS = 1000;

/** The keys cannot be loaded from Watchword, so a token with an unknown key cannot be verified. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/**
 * Watchword's public keys, kept in memory and reloaded in the background, so that no request waits for a reload. A
 * failed reload changes nothing, because compromised keys are announced in the revocation feed.
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
    // This class decides when to reload, because jose's own cooldown counts only successful loads.
    const never = { cooldownDuration: Infinity, cacheMaxAge: Infinity };
    const load: FetchImplementation = (address, { signal, ...options }) =>
      fetch(address, { ...options, signal: AbortSignal.any([signal, this.life.signal]) });
    this.remote = createRemoteJWKSet(url, {
      ...never,
      timeoutDuration: LOAD_TIMEOUT_MS,
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

  /** Reloads the keys at regular intervals until `stop`. */
  reloadRegularly(): void {
    const reload = () =>
      void this.load().catch((error: Error) => this.report({ type: 'keys-failed', error }));
    this.reloading = setInterval(reload, this.maxAgeSeconds * 1000).unref();
  }

  /** Ends all reloads, including a running one. */
  stop(reason: Error): void {
    clearInterval(this.reloading);
    this.life.abort(reason);
    this.life = new AbortController();
  }

  /**
   * Returns the key of a token for `jwtVerify`. An unknown key may be new: the token waits for a running load, and then
   * for the next one.
   */
  readonly find = async (header: JWSHeaderParameters, token: FlattenedJWSInput) => {
    if (this.mayBeNew(header.kid)) await this.lastLoad.catch(() => undefined);
    if (this.mayBeNew(header.kid)) await this.nextLoad();
    return this.remote(header, token);
  };

  /** Returns whether a key may be newer than all known keys. Ids of keys are UUIDv7, so newer keys have greater ids. */
  private mayBeNew(id = ''): boolean {
    const known = this.remote.jwks()?.keys ?? [];
    return isUuidV7(id) && known.every(({ kid = '' }) => id > kid);
  }

  /**
   * Returns a load that has not started yet, shared by all callers. Loads are at least a second apart, so that invented
   * key ids do not each cause a load.
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
