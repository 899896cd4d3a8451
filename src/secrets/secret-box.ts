import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { type DerivedKey, deriveKey } from './derived-keys.js';
import { WrongSecretKey } from './secrets.errors.js';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts secrets for storage, so that a stolen database does not reveal them: AES-256-GCM under a key derived from
 * SECRET_KEY.
 */
@Injectable()
export class SecretBox {
  private readonly key: DerivedKey;

  constructor(config: Config) {
    this.key = deriveKey(config, 'secretBox');
  }

  /** Encrypts a text. It is bound to `owner`, such as the id of a row: moved to another row, it cannot be decrypted. */
  seal(text: string, owner: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.key.current, iv).setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** Decrypts a text that `seal` encrypted under SECRET_KEY or SECRET_KEY_PREVIOUS. @throws WrongSecretKey */
  open(box: string, owner: string): string {
    for (const key of this.key.all) {
      const text = opened(box, owner, key);
      if (text !== undefined) return text;
    }
    throw new WrongSecretKey(this.key.previous !== undefined);
  }

  /** Returns the text encrypted under SECRET_KEY, or nothing when it already is. @throws WrongSecretKey */
  renewed(box: string, owner: string): string | undefined {
    if (opened(box, owner, this.key.current) !== undefined) return undefined;
    return this.seal(this.open(box, owner), owner);
  }
}

function opened(box: string, owner: string, key: Buffer): string | undefined {
  const bytes = Buffer.from(box, 'base64');
  const [iv, tag] = [bytes.subarray(0, IV_BYTES), bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES)];
  try {
    const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(owner)).setAuthTag(tag);
    return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
}
