import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { requestOf } from './http-context.js';
import { invalidField } from '../common/invalid-field.js';

const HEADER = 'Idempotency-Key';
const MIN_LENGTH = 8;
const MAX_LENGTH = 255;
/** Visible ASCII without spaces. Node joins repeated headers by a comma and a space, so they are refused. */
const KEY = new RegExp(`^[\\x21-\\x7e]{${MIN_LENGTH},${MAX_LENGTH}}$`);

/**
 * Parameter: the `Idempotency-Key` of a request, or nothing (draft-ietf-httpapi-idempotency-key-header). @throws
 * ValidationFailed
 */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const key = requestOf(context).headers[HEADER.toLowerCase()];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && KEY.test(key)) return key;
  throw invalidField(HEADER, {
    rule: 'pattern',
    message: `must have ${MIN_LENGTH} to ${MAX_LENGTH} visible ASCII characters, and come once`,
    params: { min: MIN_LENGTH, max: MAX_LENGTH },
  });
});

/** Documents the header on a route. */
export const ApiIdempotencyKey = (description: string) =>
  applyDecorators(
    ApiHeader({
      name: HEADER,
      required: false,
      description,
      schema: {
        type: 'string',
        minLength: MIN_LENGTH,
        maxLength: MAX_LENGTH,
        pattern: '^[\\x21-\\x7e]+$',
        example: '3f8e2a5c-6f4b-4c1d-9a7e-2b1c0d9e8f7a',
      },
    }),
  );
