import { applyDecorators, HttpCode, HttpStatus, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { ValidationFailed } from '../common/common.errors.js';
import { Public } from '../http/access.decorators.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { TokensDto } from './auth.dto.js';
import { CookieNotKept } from './auth.errors.js';
import { CookieModeGuard } from './cookie-mode.guard.js';
import { LoginAnswerInterceptor } from './login-answer.interceptor.js';
import { LoginMetricsInterceptor } from './login-metrics.interceptor.js';
import { LOGIN_COOKIES, RefreshCookieInterceptor } from './refresh-cookie.interceptor.js';

/**
 * Marks a route that returns the tokens of a new session: in the body, or in cookie mode partly in cookies. The metrics
 * count its outcomes.
 */
export const SignInRoute = () =>
  applyDecorators(
    Public(),
    HttpCode(HttpStatus.OK),
    UseGuards(CookieModeGuard),
    UseInterceptors(LoginMetricsInterceptor, RefreshCookieInterceptor, LoginAnswerInterceptor),
    ApiOkResponse({ type: TokensDto, headers: LOGIN_COOKIES, description: 'The tokens of the new session.' }),
    ApiProblems(ValidationFailed, CookieNotKept),
  );
