import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions, type OpenAPIObject } from '@nestjs/swagger';
import {
  type Check,
  isCleanText,
  lengthFault,
  lengthOf,
  MALFORMED_TEXT,
  MayBeAbsent,
  Satisfies,
} from '../http/text.field.js';

export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 256;

const HasLength = (min: number): PropertyDecorator => {
  const bounds = { min, max: PASSWORD_MAX };
  const check: Check = (password) =>
    isCleanText(password) ? lengthFault(lengthOf(password.normalize('NFC')), bounds) : MALFORMED_TEXT;
  return Satisfies('password', bounds, check);
};

/** Marks a field whose minimum length is PASSWORD_MIN_LENGTH, which decorators cannot read. */
const LENGTH_IS_CONFIGURED = 'x-password-min-length';
const MARK = { [LENGTH_IS_CONFIGURED]: true };

/** Sets the minimum length of new passwords in an OpenAPI document. */
export function describePasswordLength(document: OpenAPIObject, minLength: number): void {
  const properties = Object.values(document.components?.schemas ?? {}).flatMap((schema) =>
    'properties' in schema ? Object.values(schema.properties ?? {}) : [],
  );
  for (const property of properties.filter((one) => LENGTH_IS_CONFIGURED in one)) {
    Object.assign(property, { minLength });
    delete (property as Record<string, unknown>)[LENGTH_IS_CONFIGURED];
  }
}

/** A field with a new password. PasswordPolicy checks the rest, because it knows the configuration and the account. */
export const NewPasswordField = (api: ApiPropertyOptions = {}) =>
  applyDecorators(
    ApiProperty({
      type: 'string',
      format: 'password',
      description:
        'The new password. Common and breached passwords, the name of the account and words of the organization are refused.',
      ...MARK,
      minLength: PASSWORD_MIN,
      maxLength: PASSWORD_MAX,
      example: 'otters juggle pebbles',
      ...api,
    }),
    ...(api.required === false ? [MayBeAbsent()] : []),
    HasLength(PASSWORD_MIN),
  );

/** A field with an existing password. It refuses only texts that cannot be a password. */
export const PasswordField = (api: ApiPropertyOptions = {}) =>
  applyDecorators(
    ApiProperty({
      type: 'string',
      format: 'password',
      description: 'The current password.',
      minLength: 1,
      maxLength: PASSWORD_MAX,
      example: 'otters juggle pebbles',
      ...(api as object),
    }),
    ...(api.required === false ? [MayBeAbsent()] : []),
    HasLength(1),
  );
