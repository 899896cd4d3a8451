import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Principal } from './principal.js';

/** Metadata keys that the guard reads. The document reads the same facts as extensions, so the two cannot drift. */
export const PUBLIC_ROUTE = 'watchword:public';
export const REQUIRED_ROLES = 'watchword:roles';

/** Opens a route to everybody. A route that says nothing needs a signed-in caller. */
export const Public = () => applyDecorators(SetMetadata(PUBLIC_ROUTE, true), ApiExtension('x-public', true));

/** Opens a route to callers who have one of the roles, and to nobody else. */
export const Roles = (...roles: string[]) =>
  applyDecorators(SetMetadata(REQUIRED_ROLES, roles), ApiExtension('x-roles', roles));

/** The signed-in caller, as the guard left it on the request. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  return context.switchToHttp().getRequest<{ user: Principal }>().user;
});
