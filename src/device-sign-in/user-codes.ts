import { createHmac, randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { type DerivedKey, deriveKey } from '../secrets/derived-keys.js';

/** The letters of codes. They are only consonants, so that no code is a word (RFC 8628 6.1). */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const GROUP = 4;
const CODE = new RegExp(`^([${LETTERS}]{${GROUP}})([${LETTERS}]{${GROUP}})$`);
/** Separators in typed codes: spaces, dashes, and invisible characters that are copied along. */
const SEPARATORS = /[\s\p{Pd}\p{Cf}\u2212]/gu;

/** Creates and hashes the codes that devices show and users type. */
@Injectable()
export class UserCodes {
  private readonly key: DerivedKey;

  constructor(config: Config) {
    this.key = deriveKey(config, 'userCode');
  }

  /** Creates a code of eight letters, as a device shows it: `WDJB-MJHT`. */
  make(): string {
    return `${newGroup()}-${newGroup()}`;
  }

  /** Returns the hash that a new code is stored as. */
  hashOf(code: string): string {
    return hashOf(code, this.key.current);
  }

  /** Returns every hash that the code may be stored as: two while SECRET_KEY_PREVIOUS is set. */
  hashesOf(code: string): string[] {
    return this.key.all.map((key) => hashOf(code, key));
  }
}

/** Returns a typed code as the device shows it, or nothing if it is not a code. Case, spaces and dashes are ignored. */
export function userCodeOf(typed: string): string | undefined {
  const [, ...groups] = CODE.exec(typed.replace(SEPARATORS, '').toUpperCase()) ?? [];
  return groups.length === 0 ? undefined : groups.join('-');
}

function newGroup(): string {
  return Array.from({ length: GROUP }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

function hashOf(code: string, key: Buffer): string {
  return createHmac('sha256', key).update(code).digest('hex');
}
