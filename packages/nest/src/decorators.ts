import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { AuthMethod, Principal } from '@watchword/verifier';

/** Metadata keys that the guard reads. */
export const PUBLIC_ROUTE = 'watchword:public';
export const REQUIRED_ROLES = 'watchword:roles';
export const RECENT_SIGN_IN = 'watchword:recent-sign-in';
export const REQUIRED_METHODS = 'watchword:methods';

/** Default maximum age of a sign-in, in seconds. It is also the default of Watchword's STEP_UP_AGE. */
const TEN_MINUTES = 600;

/** A request on which the guard has set the caller. */
export interface RequestWithCaller {
  readonly headers: { readonly authorization?: string };
  user?: Principal;
}

/** Opens a route to all callers when the guard is registered globally. */
export const Public = () => SetMetadata(PUBLIC_ROUTE, true);

/** Opens a route only to callers with at least one of the roles. */
export const Roles = (...roles: string[]) => SetMetadata(REQUIRED_ROLES, roles);

/**
 * Opens a route only within `maxAgeSeconds` after a sign-in or a step-up (RFC 9470), by default within ten minutes.
 * Service clients have no sign-in, and are refused.
 */
export const RecentSignIn = (maxAgeSeconds = TEN_MINUTES) => SetMetadata(RECENT_SIGN_IN, maxAgeSeconds);

/** Opens a route only to sessions that were proved, at the sign-in or by a step-up, by at least one of the methods. */
export const Methods = (...methods: [AuthMethod, ...AuthMethod[]]) => SetMetadata(REQUIRED_METHODS, methods);

/** Parameter: the caller of the request; undefined on a `@Public()` route. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal | undefined => {
  return context.switchToHttp().getRequest<RequestWithCaller>().user;
});
