import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hashOfSecret } from '../common/secret-hash.js';
import { Config } from '../config/config.js';
import { type DerivedKey, deriveKey } from '../secrets/derived-keys.js';

const TOKEN_BYTES = 32;
const CODE_DIGITS = 8;

/** A token for a link and a code to type, as they are mailed, and the hashes of both, which are stored. */
export interface MailedSecrets {
  readonly token: string;
  readonly code: string;
  readonly tokenHash: string;
  readonly codeHash: string;
}

/** Creates the tokens and codes that are mailed. */
@Injectable()
export class VerificationSecrets {
  private readonly key: DerivedKey;

  constructor(private readonly config: Config) {
    this.key = deriveKey(config, 'verificationCode');
  }

  /** Creates a token of 256 random bits and a code of eight digits. The code is only valid with this challenge. */
  make(challenge: string): MailedSecrets {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const code = String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0');
    return {
      token,
      code,
      tokenHash: hashOfSecret(token),
      codeHash: hashOf(challenge, code, this.key.current),
    };
  }

  /**
   * Returns the link to a page with the token. It starts with ISSUER, because the Host header of a request could
   * contain any server.
   */
  linkTo(page: string, token: string): string {
    return `${this.config.ISSUER.replace(/\/$/, '')}${page}?token=${token}`;
  }

  /** Returns every hash that may be stored for the code: two while SECRET_KEY_PREVIOUS is set. */
  hashesOf(challenge: string, code: string): string[] {
    return this.key.all.map((key) => hashOf(challenge, code, key));
  }
}

function hashOf(challenge: string, code: string, key: Buffer): string {
  return createHmac('sha256', key).update(`${challenge} ${code}`).digest('hex');
}
