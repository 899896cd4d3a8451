import { Injectable } from '@nestjs/common';
import type { Fault } from '../common/field-rules.js';
import { lengthOf } from '../http/text.field.js';
import { invalidField } from '../common/invalid-field.js';
import { Config } from '../config/config.js';
import { BreachedPasswordsService } from './breached-passwords.service.js';
import { simplified } from './compared-text.js';
import { ContextWords } from './context-words.js';
import { PASSWORD_MIN } from './password.fields.js';

const COMMON_PASSWORD: Fault = {
  rule: 'common_password',
  message: 'is one of the most used passwords: choose another',
};
const BREACHED_PASSWORD: Fault = {
  rule: 'breached_password',
  message: 'was found in a data breach: choose another',
};
const CONTEXT_WORD: Fault = {
  rule: 'context_word',
  message: 'must be more than a word of this organization with digits or punctuation',
};
const OWN_NAME: Fault = { rule: 'own_name', message: 'must not be your name or address' };

let common: Set<string> | undefined;

/**
 * Returns the most common passwords from leaks. Short ones are left out, because their length is refused anyway. Loaded
 * on first use: 8 MB.
 */
async function commonPasswords(): Promise<Set<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return (common ??= new Set(dictionary['passwords-common'].filter(({ length }) => length >= PASSWORD_MIN)));
}

/**
 * Refuses new passwords (NIST SP 800-63B-4, ASVS 5.0 6.2) that are short, common, the account's own name, a context
 * word, or known from a breach.
 */
@Injectable()
export class PasswordPolicy {
  private readonly contextWords: ContextWords;

  constructor(
    private readonly config: Config,
    private readonly breached: BreachedPasswordsService,
  ) {
    this.contextWords = new ContextWords(config.PASSWORD_CONTEXT_WORDS);
  }

  /**
   * Checks a new password of the account with these names (its name, its address).
   * @throws ValidationFailed that names the field of the password
   */
  async check(
    password: string,
    names: readonly (string | null | undefined)[],
    field = 'password',
  ): Promise<void> {
    const fault = await this.faultOf(password.normalize('NFC'), names);
    if (fault) throw invalidField(field, fault);
  }

  private async faultOf(
    password: string,
    names: readonly (string | null | undefined)[],
  ): Promise<Fault | undefined> {
    const { PASSWORD_MIN_LENGTH: min } = this.config;
    if (lengthOf(password) < min)
      return { rule: 'too_short', message: `must have at least ${min} characters`, params: { min } };
    const word = simplified(password);
    if ((await commonPasswords()).has(word)) return COMMON_PASSWORD;
    if (names.some((name) => name && ownWords(name).includes(word))) return OWN_NAME;
    if (this.contextWords.make(password)) return CONTEXT_WORD;
    return (await this.breached.has(password)) ? BREACHED_PASSWORD : undefined; // last, because it may need a request to an external server
  }
}

/** Returns the words of a name. For an address, these are the whole address and the part before the `@`. */
function ownWords(name: string): string[] {
  return [simplified(name), simplified(name.split('@')[0] ?? '')];
}
