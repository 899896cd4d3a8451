import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { Config } from '../config/config.js';

const VALUE_BYTES = 32;
const TAG_BYTES = 16;

/** A refresh token in its parts. The secret is a value that cannot be guessed, and a tag that only we can make. */
export interface RefreshToken {
  readonly sessionId: string;
  readonly secret: string;
}

/**
 * Makes refresh secrets. The successor follows from the secret that is presented, so a repeat after a lost answer gets
 * the same one, without anything being stored that could be used. The tag tells an old secret of ours from a guess: the
 * first means that a token was copied, the second means nothing.
 */
@Injectable()
export class RefreshSecrets {
  private readonly successorKey: Buffer;
  private readonly tagKey: Buffer;

  constructor({ secretKey }: Config) {
    this.successorKey = Buffer.from(hkdfSync('sha256', secretKey, '', 'watchword refresh successor', 32));
    this.tagKey = Buffer.from(hkdfSync('sha256', secretKey, '', 'watchword refresh tag', 32));
  }

  /** The first secret of a session. */
  first(sessionId: string): string {
    return this.tagged(sessionId, randomBytes(VALUE_BYTES));
  }

  /** The secret that follows this one. */
  successor({ sessionId, secret }: RefreshToken): string {
    return this.tagged(
      sessionId,
      createHmac('sha256', this.successorKey).update(`${sessionId}.${secret}`).digest(),
    );
  }

  /** Reads a token that this service made for the session it names, or nothing. */
  parse(token: string): RefreshToken | undefined {
    const [sessionId = '', secret = '', ...rest] = token.split('.');
    const bytes = Buffer.from(secret, 'base64url');
    const isWellFormed = rest.length === 0 && isUUID(sessionId) && bytes.toString('base64url') === secret;
    if (!isWellFormed || bytes.length !== VALUE_BYTES + TAG_BYTES) return undefined;

    const expected = this.tagOf(sessionId, bytes.subarray(0, VALUE_BYTES));
    return timingSafeEqual(bytes.subarray(VALUE_BYTES), expected) ? { sessionId, secret } : undefined;
  }

  private tagged(sessionId: string, value: Buffer): string {
    return Buffer.concat([value, this.tagOf(sessionId, value)]).toString('base64url');
  }

  private tagOf(sessionId: string, value: Buffer): Buffer {
    return createHmac('sha256', this.tagKey).update(sessionId).update(value).digest().subarray(0, TAG_BYTES);
  }
}
