import { ValidationFailed } from '../common/common.errors.js';
import type { Config } from '../config/config.js';
import type { BreachedPasswordsService } from './breached-passwords.service.js';
import { PasswordPolicy } from './password-policy.js';

const config = {
  PASSWORD_MIN_LENGTH: 10,
  PASSWORD_CONTEXT_WORDS: ['Acme', 'Acme Rockets', '東京'],
} as Config;
const breached = { has: async (password: string) => password === 'known from a breach' };
const policy = new PasswordPolicy(config, breached as BreachedPasswordsService);

describe('the password policy', () => {
  it.each([
    ['shorter than configured', 'nine char'],
    ['common', 'qwertyuiop'],
    ['common but for case', 'QwertyUiop'],
    ['known from a breach', 'known from a breach'],
    ['made of a context word', 'Acme!2026!'],
    ['the own name', 'Bartholomew'],
    ['the own address', 'bart@example.com'],
    ['the own name in other letters', 'ＢＡＲＴＨＯＬＯＭＥＷ'],
  ])('refuses a password that is %s', async (_, password) => {
    await expect(policy.check(password, ['bartholomew', 'bart@example.com'])).rejects.toThrow(
      ValidationFailed,
    );
  });

  it.each(['otters juggle pebbles', 'aaaaaaaaab1', '😀😁😂🤣😃😄😅😆😉😊'])(
    'accepts %s',
    async (password) => {
      await expect(policy.check(password, ['bartholomew', null])).resolves.toBeUndefined();
    },
  );
});
