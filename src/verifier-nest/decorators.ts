import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Principal } from '../verifier/verifier.js';

/** Metadata keys that the guard reads. */
export const PUBLIC_ROUTE = 'watchword:public';
export const REQUIRED_ROLES = 'watchword:roles';

/** Where the guard leaves the caller, and `@Caller()` finds it. */
export interface RequestWithCaller {
  readonly headers: { readonly authorization?: string };
  user?: Principal;
}

/** Opens a route to everybody, where the guard stands before all routes. */
export const Public = () => SetMetadata(PUBLIC_ROUTE, true);

/** Opens a route to callers who have one of the roles, and to nobody else. */
export const Roles = (...roles: string[]) => SetMetadata(REQUIRED_ROLES, roles);

/** The caller, as the guard left it on the request; nothing on a `@Public()` route. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal | undefined => {
  return context.switchToHttp().getRequest<RequestWithCaller>().user;
});
