import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { OriginRefused } from '../auth/auth.errors.js';
import { requestOf } from '../http/http-context.js';
import { formSecretOf, isFormToken } from './form-tokens.js';

/**
 * A form has no token of this browser: it was open for too long, the cookie is gone, or a page of another
 * site sent it.
 */
export class FormExpired extends OriginRefused {}

/**
 * Refuses forms that were not shown to the browser that sends them, so that no page of another site can sign
 * users in or out, even in browsers that do not send the origin of a form.
 */
@Injectable()
export class FormTokenGuard implements CanActivate {
  /** @throws FormExpired */
  canActivate(context: ExecutionContext): true {
    const request = requestOf(context);
    const secret = formSecretOf(request);
    const { formToken } = (request.body ?? {}) as { formToken?: unknown };
    if (secret === undefined || !isFormToken(formToken, secret)) throw new FormExpired();
    return true;
  }
}
