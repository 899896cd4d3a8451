import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { Config } from '../config/config.js';
import { type DerivedKey, deriveKey } from '../secrets/derived-keys.js';

const VALUE_BYTES = 32;
const TAG_BYTES = 16;

/**
 * The parts of a refresh token. The secret is a random value followed by a MAC tag that only this service can compute.
 */
export interface RefreshToken {
  readonly sessionId: string;
  readonly secret: string;
}

/**
 * Creates refresh secrets. The successor is derived from the presented secret, so a retry after a lost response gets
 * the same one, and no usable secret is stored. The tag distinguishes an old secret of this service from a guess: an
 * old secret means that a token was copied, a guess means nothing.
 */
@Injectable()
export class RefreshSecrets {
  private readonly successorKey: DerivedKey;
  private readonly tagKey: DerivedKey;

  constructor(config: Config) {
    this.successorKey = deriveKey(config, 'refreshSuccessor');
    this.tagKey = deriveKey(config, 'refreshTag');
  }

  /** Returns the first secret of a session. */
  first(sessionId: string): string {
    return tagged(sessionId, randomBytes(VALUE_BYTES), this.tagKey.current);
  }

  /**
   * Returns the secret that follows this one, then every other possible successor: while SECRET_KEY changes, a replica
   * that still uses the previous key derives a different one.
   */
  successors(token: RefreshToken): string[] {
    return this.successorKey.all.map((key, index) => successorOf(token, key, this.tagKey.all[index] ?? key));
  }

  /** Parses a token. Returns nothing unless this service made it for the session it names. */
  parse(token: string): RefreshToken | undefined {
    const [sessionId = '', secret = '', ...rest] = token.split('.');
    const bytes = Buffer.from(secret, 'base64url');
    const isWellFormed = rest.length === 0 && isUUID(sessionId) && bytes.toString('base64url') === secret;
    if (!isWellFormed || bytes.length !== VALUE_BYTES + TAG_BYTES) return undefined;

    const [value, tag] = [bytes.subarray(0, VALUE_BYTES), bytes.subarray(VALUE_BYTES)];
    const isOurs = this.tagKey.all.some((key) => timingSafeEqual(tag, tagOf(sessionId, value, key)));
    return isOurs ? { sessionId, secret } : undefined;
  }
}

function successorOf({ sessionId, secret }: RefreshToken, successorKey: Buffer, tagKey: Buffer): string {
  const value = createHmac('sha256', successorKey).update(`${sessionId}.${secret}`).digest();
  return tagged(sessionId, value, tagKey);
}

function tagged(sessionId: string, value: Buffer, key: Buffer): string {
  return Buffer.concat([value, tagOf(sessionId, value, key)]).toString('base64url');
}

function tagOf(sessionId: string, value: Buffer, key: Buffer): Buffer {
  return createHmac('sha256', key).update(sessionId).update(value).digest().subarray(0, TAG_BYTES);
}
