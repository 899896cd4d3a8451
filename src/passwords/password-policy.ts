import { Injectable } from '@nestjs/common';
import { lengthOf } from '../common/text.field.js';
import { invalidField } from '../common/validation.js';
import { Config } from '../config/config.js';
import { PASSWORD_MIN } from './password.fields.js';

let common: Set<string> | undefined;

/** The most used passwords, from leaks; shorter ones are refused for their length. Loaded when first needed: 8 MB. */
async function commonPasswords(): Promise<Set<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return (common ??= new Set(dictionary['passwords-common'].filter(({ length }) => length >= PASSWORD_MIN)));
}

/** What a new password must not be (NIST SP 800-63B-4, ASVS 5.0 6.2): short, common, or the account's own name. */
@Injectable()
export class PasswordPolicy {
  constructor(private readonly config: Config) {}

  /**
   * Checks a new password of the account with these names (its name, its address).
   * @throws ValidationFailed which names the field that the password came in
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
  ): Promise<string | undefined> {
    const { PASSWORD_MIN_LENGTH } = this.config;
    if (lengthOf(password) < PASSWORD_MIN_LENGTH)
      return `must have at least ${PASSWORD_MIN_LENGTH} characters`;
    if ((await commonPasswords()).has(simplified(password)))
      return 'is one of the most used passwords: choose another';
    const isOwnName = names.some((name) => name && ownWords(name).includes(simplified(password)));
    return isOwnName ? 'must not be your name or address' : undefined;
  }
}

/** An address counts with and without its domain. */
function ownWords(name: string): string[] {
  return [simplified(name), simplified(name.split('@')[0] ?? '')];
}

function simplified(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
