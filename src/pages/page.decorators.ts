import {
  applyDecorators,
  Get,
  HttpCode,
  HttpStatus,
  Post,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { CookieModeGuard } from '../auth/cookie-mode.guard.js';
import { LoginMetricsInterceptor } from '../auth/login-metrics.interceptor.js';
import { PageRoute } from '../http/content-types.js';
import { Limited } from '../throttling/limit.guard.js';
import { FormOriginGuard } from './form-origin.guard.js';
import { PageInterceptor } from './page.interceptor.js';
import { FormTokenGuard } from './form-token.guard.js';
import type { OpenPageName } from './open-page-view.js';
import type { PageName } from './page-view.js';
import { SeeOtherFilter } from './see-other.filter.js';
import { SignInPageInterceptor } from './sign-in-page.interceptor.js';
import { SignOutPageInterceptor } from './sign-out-page.interceptor.js';

/**
 * Shows the form of a page without using up its token, because programs that check mails for dangerous links open every
 * link.
 */
export const ShowsForm = (page: PageName) =>
  applyDecorators(Get(), PageRoute(page), UseInterceptors(PageInterceptor));

/** Accepts the form of a page, only from the page itself. */
export const TakesForm = (page: PageName) =>
  applyDecorators(
    Post(),
    HttpCode(HttpStatus.OK),
    PageRoute(page),
    UseGuards(FormOriginGuard),
    Limited('MAIL_REQUEST_LIMIT'),
    UseInterceptors(PageInterceptor),
  );

/**
 * Accepts a form that signs in, only from our pages. The response sets the cookies of cookie mode and
 * redirects.
 */
export const TakesSignIn = (page: PageName) =>
  applyDecorators(
    Post(),
    HttpCode(HttpStatus.SEE_OTHER),
    PageRoute(page),
    UseGuards(FormOriginGuard, CookieModeGuard),
    UseInterceptors(SignInPageInterceptor, LoginMetricsInterceptor),
  );

/** Shows a page that anybody can open. */
export const ShowsOpenPage = (page: OpenPageName) =>
  applyDecorators(Get(), PageRoute(page), UseInterceptors(PageInterceptor), UseFilters(SeeOtherFilter));

/** Shows the page of the console, at its own path and at the paths of the views that its script shows. */
export const ShowsConsole = (page: OpenPageName) =>
  applyDecorators(
    Get(['', '*']),
    PageRoute(page),
    UseInterceptors(PageInterceptor),
    UseFilters(SeeOtherFilter),
  );

/** Accepts a form only from a page that anybody can open, in the browser that the page was shown to. */
const FromOwnPage = () => UseGuards(FormOriginGuard, CookieModeGuard, FormTokenGuard);

/** Accepts a name and a password from a page that anybody can open. */
export const TakesPassword = (page: OpenPageName) =>
  applyDecorators(
    Post(),
    HttpCode(HttpStatus.SEE_OTHER),
    PageRoute(page, { hashesPassword: true }),
    FromOwnPage(),
    UseInterceptors(SignInPageInterceptor, LoginMetricsInterceptor),
  );

/** Accepts another form of a page that anybody can open, within a limit. */
export const TakesOpenForm = (
  page: OpenPageName,
  limit: 'REGISTER_LIMIT' | 'MAIL_REQUEST_LIMIT',
  settings: { readonly hashesPassword?: boolean } = {},
) =>
  applyDecorators(
    Post(),
    HttpCode(HttpStatus.OK),
    PageRoute(page, settings),
    FromOwnPage(),
    Limited(limit),
    UseInterceptors(PageInterceptor),
  );

/** Accepts the code of a mail from a page that anybody can open. */
export const TakesMailCode = (page: OpenPageName) =>
  applyDecorators(
    Post(),
    HttpCode(HttpStatus.SEE_OTHER),
    PageRoute(page),
    FromOwnPage(),
    Limited('MAIL_REQUEST_LIMIT'),
    UseInterceptors(SignInPageInterceptor, LoginMetricsInterceptor),
  );

/** Accepts the code of a device, or a decision about it. Wrong codes have a separate limit. */
export const TakesDeviceCode = (page: OpenPageName) =>
  applyDecorators(
    Post(),
    HttpCode(HttpStatus.OK),
    PageRoute(page),
    FromOwnPage(),
    UseInterceptors(PageInterceptor),
    UseFilters(SeeOtherFilter),
  );

/** Accepts a form that signs out. The response removes the cookies. */
export const TakesSignOut = (page: OpenPageName) =>
  applyDecorators(
    Post(),
    HttpCode(HttpStatus.OK),
    PageRoute(page),
    FromOwnPage(),
    UseInterceptors(PageInterceptor, SignOutPageInterceptor),
    UseFilters(SeeOtherFilter),
  );
