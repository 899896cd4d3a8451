import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { type DerivedKey, deriveKey } from '../secrets/derived-keys.js';
import type { CounterIds } from './counter.js';

const BYTES = 18;

type Parts = [kind: string, ...rest: string[]];

/**
 * Hashes names and addresses that are counted or remembered. They could be guessed from a plain hash, so this one uses
 * a key derived from SECRET_KEY.
 */
@Injectable()
export class KeyedHash {
  private readonly key: DerivedKey;

  constructor(config: Config) {
    this.key = deriveKey(config, 'throttling');
  }

  /** Returns a hash of 24 characters for the parts, in their order. The first part says what they describe. */
  of(...parts: Parts): string {
    return hashOf(parts, this.key.current);
  }

  /** Returns the hash, followed by the one under SECRET_KEY_PREVIOUS if that is set. */
  allOf(...parts: Parts): string[] {
    return this.key.all.map((key) => hashOf(parts, key));
  }

  /**
   * Returns the ids of a counter. While SECRET_KEY_PREVIOUS is set, hits are counted under both, so that no counter
   * restarts.
   */
  counterOf(...parts: Parts): CounterIds {
    const [id = '', previousId] = this.allOf(...parts);
    return { id, previousId };
  }
}

function hashOf(parts: Parts, key: Buffer): string {
  const digest = createHmac('sha256', key).update(JSON.stringify(parts)).digest();
  return digest.subarray(0, BYTES).toString('base64url');
}
