import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Principal } from '@watchword/verifier';

/** Metadata keys that the guard reads. */
export const PUBLIC_ROUTE = 'watchword:public';
export const REQUIRED_ROLES = 'watchword:roles';

/** A request on which the guard has set the caller. */
export interface RequestWithCaller {
  readonly headers: { readonly authorization?: string };
  user?: Principal;
}

/** Opens a route to all callers when the guard is registered globally. */
export const Public = () => SetMetadata(PUBLIC_ROUTE, true);

/** Opens a route only to callers with at least one of the roles. */
export const Roles = (...roles: string[]) => SetMetadata(REQUIRED_ROLES, roles);

/** Parameter: the caller of the request; undefined on a `@Public()` route. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal | undefined => {
  return context.switchToHttp().getRequest<RequestWithCaller>().user;
});
