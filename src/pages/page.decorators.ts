import { applyDecorators, Get, HttpCode, HttpStatus, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import { CookieModeGuard } from '../auth/cookie-mode.guard.js';
import { LoginMetricsInterceptor } from '../auth/login-metrics.interceptor.js';
import { PageRoute } from '../http/content-types.js';
import { Limited } from '../throttling/limit.guard.js';
import { FormOriginGuard } from './form-origin.guard.js';
import { PageInterceptor } from './page.interceptor.js';
import type { PageName } from './page-view.js';
import { SignInPageInterceptor } from './sign-in-page.interceptor.js';

/** Shows the form of a page. It spends nothing: programs that look for dangerous links open every one. */
export const ShowsForm = (page: PageName) =>
  applyDecorators(Get(), PageRoute(page), UseInterceptors(PageInterceptor));

/** Takes the form of a page, from the page itself alone. */
export const TakesForm = (page: PageName) =>
  applyDecorators(
    Post(),
    HttpCode(HttpStatus.OK),
    PageRoute(page),
    UseGuards(FormOriginGuard),
    Limited('MAIL_REQUEST_LIMIT'),
    UseInterceptors(PageInterceptor),
  );

/** Takes a form that signs in, from our pages alone: the answer has the cookies of cookie mode, and leads on. */
export const TakesSignIn = (page: PageName) =>
  applyDecorators(
    Post(),
    HttpCode(HttpStatus.SEE_OTHER),
    PageRoute(page),
    UseGuards(FormOriginGuard, CookieModeGuard),
    UseInterceptors(SignInPageInterceptor, LoginMetricsInterceptor),
  );
