import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7, parse, stringify } from 'uuid';
import type { ClientContext } from '../../common/client-context.js';
import { Clock } from '../../common/clock.js';
import { Config } from '../../config/config.js';
import { type DerivedKey, deriveKey } from '../../secrets/derived-keys.js';
import { newSignInKey, possibleSignInKeys } from '../../sign-in/browser-binding.js';
import { CHALLENGE_SECONDS } from './passkey-challenges.service.js';

const ID_BYTES = 16;
const EXPIRY_BYTES = 6;
const TAG_BYTES = 32;

/**
 * A challenge for a registration, the key that binds it to a browser that stores cookies, and the future id
 * of the account.
 */
export interface RegistrationChallenge {
  readonly challenge: string;
  readonly signInKey?: string;
  readonly userId: string;
}

/**
 * Creates and reads challenges of registrations by a passkey. They are not stored, so that strangers cannot
 * fill a table: each contains the id of the account, which the authenticator needs, and its expiry, with a
 * MAC that is only valid for this purpose.
 */
@Injectable()
export class RegistrationChallenges {
  private readonly key: DerivedKey;

  constructor(
    private readonly clock: Clock,
    config: Config,
  ) {
    this.key = deriveKey(config, 'passkeyRegistration');
  }

  /** Creates a challenge for an account that does not exist yet. */
  make(client: ClientContext): RegistrationChallenge {
    const userId = uuidv7();
    const signInKey = newSignInKey(client);
    const expiry = Buffer.alloc(EXPIRY_BYTES);
    expiry.writeUIntBE(this.clock.now().getTime() + CHALLENGE_SECONDS * 1000, 0, EXPIRY_BYTES);
    const facts = Buffer.concat([parse(userId), expiry]);
    const challenge = Buffer.concat([facts, tagOf(this.key.current, facts, signInKey)]).toString('base64url');
    return { challenge, signInKey, userId };
  }

  /**
   * Returns the id of the account that a challenge is for, or nothing when it is forged, expired or of
   * another browser.
   */
  userIdOf(challenge: string, client: ClientContext): string | undefined {
    const bytes = Buffer.from(challenge, 'base64url');
    const isWhole = bytes.length === ID_BYTES + EXPIRY_BYTES + TAG_BYTES;
    if (!isWhole || bytes.toString('base64url') !== challenge) return undefined;
    const [facts, tag] = [bytes.subarray(0, -TAG_BYTES), bytes.subarray(-TAG_BYTES)];
    const isOurs = this.key.all.some((key) =>
      possibleSignInKeys(client).some((signInKey) => timingSafeEqual(tagOf(key, facts, signInKey), tag)),
    );
    const isLive = facts.readUIntBE(ID_BYTES, EXPIRY_BYTES) > this.clock.now().getTime();
    return isOurs && isLive ? stringify(facts.subarray(0, ID_BYTES)) : undefined;
  }
}

function tagOf(key: Buffer, facts: Buffer, signInKey = ''): Buffer {
  return createHmac('sha256', key).update(facts).update(signInKey).digest();
}
