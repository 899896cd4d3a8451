import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { OriginRefused } from '../auth/auth.errors.js';
import { requestOf } from '../http/http-context.js';
import { formSecretOf, isFormToken } from './form-tokens.js';

/** A form has no token of this browser: it was open for too long, the cookie is gone, or a page of a stranger sent it. */
export class FormExpired extends OriginRefused {}

/**
 * Refuses forms that were not shown to the browser that sends them, so that no page of a stranger signs anybody in or out,
 * also in browsers that say nothing of where a form comes from.
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
