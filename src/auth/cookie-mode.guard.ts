import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { RouteSettings } from '../http/content-types.js';
import { requestOf } from '../http/http-context.js';
import type { Fault } from '../common/field-rules.js';
import { invalidField } from '../common/invalid-field.js';
import { isLoopback } from '../common/loopback.js';
import { Config } from '../config/config.js';
import { CookieNotKept } from './auth.errors.js';

const FROM_ANOTHER_SITE =
  'The page is of another site, from where browsers keep no cookie with SameSite=Strict or Lax. Serve it from the same ' +
  'site, or set COOKIE_SAME_SITE=none.';
const WITHOUT_TLS =
  'Browsers keep a Secure cookie from https alone, or from localhost. Use https, and set ISSUER to the https address or ' +
  'TRUST_PROXY to the proxy that ends TLS.';

const NEEDS_COOKIE: Fault = {
  rule: 'not_allowed',
  message: 'needs ?cookie=true: a browser is remembered by a cookie',
};

/**
 * Refuses a sign-in whose cookies the browser would silently drop, and a sign-in that needs a cookie without cookie
 * mode.
 */
@Injectable()
export class CookieModeGuard implements CanActivate {
  private readonly isIssuerSecure: boolean;

  constructor(private readonly config: Config) {
    this.isIssuerSecure = config.ISSUER.startsWith('https:');
  }

  /** @throws CookieNotKept, ValidationFailed */
  canActivate(context: ExecutionContext): true {
    const request = requestOf(context);
    if (!wantsCookie(request)) return withoutCookie(request);
    const isFromAnotherSite = request.headers['sec-fetch-site'] === 'cross-site';
    if (isFromAnotherSite && this.config.COOKIE_SAME_SITE !== 'none')
      throw new CookieNotKept(FROM_ANOTHER_SITE);
    if (!this.isSecure(request) && !isLoopback(request.hostname)) throw new CookieNotKept(WITHOUT_TLS);
    return true;
  }

  /**
   * Returns whether the browser uses https. The service itself uses plain HTTP, so X-Forwarded-Proto of a proxy in
   * TRUST_PROXY decides, or otherwise ISSUER.
   */
  private isSecure({ headers, protocol, ips = [] }: FastifyRequest): boolean {
    const isTold = ips.length > 1 && headers['x-forwarded-proto'] !== undefined;
    return isTold ? protocol === 'https' : this.isIssuerSecure;
  }
}

/** Refuses `rememberDevice`, because a client without cookies cannot be remembered. */
function withoutCookie({ body }: FastifyRequest): true {
  const { rememberDevice } = (body ?? {}) as { rememberDevice?: unknown };
  if (rememberDevice === true) throw invalidField('rememberDevice', NEEDS_COOKIE);
  return true;
}

/**
 * Returns whether the response sets cookies. Programs request them by `?cookie=true`. Pages always need them, because
 * they cannot keep a session in any other way.
 */
function wantsCookie({ query, routeOptions }: FastifyRequest): boolean {
  const isPage = (routeOptions.config as RouteSettings).page !== undefined;
  return isPage || (query as { cookie?: string }).cookie === 'true';
}
