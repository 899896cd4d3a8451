import { createHmac, hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';

const BYTES = 18;

/**
 * Names what is counted or remembered without storing it: names and addresses are few enough to be guessed from a plain
 * hash, so this one has a key, derived from SECRET_KEY.
 */
@Injectable()
export class KeyedHash {
  private readonly key: Buffer;

  constructor({ secretKey }: Config) {
    this.key = Buffer.from(hkdfSync('sha256', secretKey, '', 'watchword throttling', 32));
  }

  /** 24 letters for the parts, in their order. The first says what they are of. */
  of(...parts: [kind: string, ...rest: string[]]): string {
    const digest = createHmac('sha256', this.key).update(JSON.stringify(parts)).digest();
    return digest.subarray(0, BYTES).toString('base64url');
  }
}
