import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { type Check, isCleanText, lengthOf, Satisfies } from '../common/text.field.js';

export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 256;

const boundedBy =
  (min: number): Check =>
  (password) => {
    if (!isCleanText(password)) return 'must be well-formed text without NUL';
    const length = lengthOf(password.normalize('NFC'));
    return length < min || length > PASSWORD_MAX
      ? `must have ${min} to ${PASSWORD_MAX} characters`
      : undefined;
  };

/** A password somebody chooses. PasswordPolicy checks the rest: it knows the configuration and the account. */
export const NewPasswordField = () =>
  applyDecorators(
    ApiProperty({
      type: 'string',
      format: 'password',
      minLength: PASSWORD_MIN,
      maxLength: PASSWORD_MAX,
      example: 'otters juggle pebbles',
    }),
    Satisfies('password', boundedBy(PASSWORD_MIN)),
  );

/** A password somebody claims to know: only what no password can be is refused. */
export const PasswordField = () =>
  applyDecorators(
    ApiProperty({
      type: 'string',
      format: 'password',
      minLength: 1,
      maxLength: PASSWORD_MAX,
      example: 'otters juggle pebbles',
    }),
    Satisfies('password', boundedBy(1)),
  );
