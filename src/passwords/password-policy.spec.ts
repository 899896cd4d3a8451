import { ValidationFailed } from '../common/common.errors.js';
import type { Config } from '../config/config.js';
import { PasswordPolicy } from './password-policy.js';

const policy = new PasswordPolicy({ PASSWORD_MIN_LENGTH: 10 } as Config);

describe('the password policy', () => {
  it.each([
    ['shorter than configured', 'nine char'],
    ['common', 'qwertyuiop'],
    ['common but for case', 'QwertyUiop'],
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
