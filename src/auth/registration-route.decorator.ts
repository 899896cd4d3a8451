import { applyDecorators, UseGuards } from '@nestjs/common';
import { ValidationFailed } from '../common/common.errors.js';
import { Public } from '../http/access.decorators.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { Limited } from '../throttling/limit.guard.js';
import { NameTaken } from '../users/users.errors.js';
import { CookieNotKept, RegistrationClosed } from './auth.errors.js';
import { CookieModeGuard } from './cookie-mode.guard.js';
import { RegistrationGuard } from './registration.guard.js';

/** Marks a route of registrations. While registration is closed, requests are not counted by the rate limit. */
export const RegistrationRoute = () =>
  applyDecorators(
    Public(),
    UseGuards(RegistrationGuard), // above the limit: in this list the first guard runs first
    Limited('REGISTER_LIMIT'),
    UseGuards(CookieModeGuard),
    ApiProblems(ValidationFailed, CookieNotKept, RegistrationClosed, NameTaken),
  );
