import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { OriginRefused } from '../auth/auth.errors.js';
import { Config } from '../config/config.js';
import type { RouteSettings } from '../http/content-types.js';
import { requestOf } from '../http/http-context.js';
import { type PageName, PAGES, type PageRule } from './page-view.js';

/** The values of Sec-Fetch-Site for a form that a page of this service sent, or that the user sent again. */
const OWN_SITES = ['same-origin', 'none'];

/** Refuses forms that a page of another origin sent. */
@Injectable()
export class FormOriginGuard implements CanActivate {
  private readonly origin: string;

  constructor({ ISSUER }: Config) {
    this.origin = new URL(ISSUER).origin;
  }

  /**
   * Checks Sec-Fetch-Site, or Origin if the browser does not send Sec-Fetch-Site. Pages of this service send the Origin
   * `null` as well, because of their `Referrer-Policy: no-referrer` (Fetch, section 3.1). `null` is accepted, because
   * the sender must know the token in the form. It is refused for sign-ins, because an attacker could sign other users
   * in to the attacker's account with a link. Forms of pages that anybody can open have a token of the browser: see
   * FormTokenGuard.
   * @throws OriginRefused
   */
  canActivate(context: ExecutionContext): true {
    const { headers, routeOptions } = requestOf(context);
    const { 'sec-fetch-site': site, origin } = headers;
    const { page } = routeOptions.config as RouteSettings;
    const { signsIn }: Partial<PageRule> = PAGES[page as PageName] ?? {};
    const isOwn =
      site === undefined
        ? origin === undefined || origin === this.origin || (origin === 'null' && !signsIn)
        : OWN_SITES.includes(String(site));
    if (!isOwn) throw new OriginRefused('The form was not sent by a page of this service.');
    return true;
  }
}
