import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { invalidField } from '../common/invalid-field.js';
import { requestOf } from '../http/http-context.js';

const MAX_TOKEN_LENGTH = 200;

/**
 * Parameter: the token of an opened link. Other query parameters are ignored, because programs that rewrite links in
 * mails add some.
 * @throws ValidationFailed
 */
export const LinkToken = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { token } = requestOf(context).query as { token?: unknown };
  if (typeof token === 'string' && token !== '' && token.length <= MAX_TOKEN_LENGTH) return token;
  throw invalidField('token', { rule: 'required', message: 'must be in the address' });
});
