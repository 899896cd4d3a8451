import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Principal } from './principal.js';

/** Metadata keys that the guard reads. */
export const PUBLIC_ROUTE = 'watchword:public';
export const REQUIRED_ROLES = 'watchword:roles';

/** Opens a route to everybody. A route that says nothing needs a signed-in caller. */
export const Public = () => SetMetadata(PUBLIC_ROUTE, true);

/** Opens a route to callers who have one of the roles, and to nobody else. */
export const Roles = (...roles: string[]) => SetMetadata(REQUIRED_ROLES, roles);

/** The signed-in caller, as the guard left it on the request. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  return context.switchToHttp().getRequest<{ user: Principal }>().user;
});
