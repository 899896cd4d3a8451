import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { PUBLIC_ROUTE, REQUIRED_ROLES } from '../common/access.decorators.js';
import type { Principal } from '../common/principal.js';
import { isDatabaseFault } from '../common/problem-mapping.js';
import { Forbidden, Unauthenticated } from './access.errors.js';

/** Stands before every route: what is not @Public needs a valid token, what has @Roles needs one of them. */
@Injectable()
export class AccessGuard extends AuthGuard('jwt') {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const routes = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC_ROUTE, routes)) return true;

    await super.canActivate(context);
    const required = this.reflector.getAllAndOverride<string[]>(REQUIRED_ROLES, routes) ?? [];
    const { user } = context.switchToHttp().getRequest<{ user: Principal }>();
    if (required.length > 0 && !required.some((role) => user.roles.includes(role))) throw new Forbidden();
    return true;
  }

  /** A fault of ours is not the caller's: it must not look like a bad token. */
  override handleRequest<T>(error: unknown, user: T, _info: unknown, context: ExecutionContext): T {
    if (isDatabaseFault(error)) throw error;
    if (user) return user;
    const { authorization } = context
      .switchToHttp()
      .getRequest<{ headers: { authorization?: string } }>().headers;
    throw new Unauthenticated(undefined, { headers: { 'www-authenticate': challenge(authorization) } });
  }
}

/** RFC 6750 3.1: whoever sent no token is told of no error. */
function challenge(authorization: string | undefined): string {
  return authorization?.toLowerCase().startsWith('bearer ') ? 'Bearer error="invalid_token"' : 'Bearer';
}
