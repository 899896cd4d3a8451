import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { credentialsOf } from '@watchword/protocol';
import { basicCredentialsOf } from '../http/authorization.js';
import { type Request, requestOf } from '../http/http-context.js';
import type { Principal } from '../common/principal.js';
import { isDatabaseFault } from '../database/database-faults.js';
import { refreshCookieOf } from '../http/refresh-cookie.js';
import { RevocationMemory } from '../revocations/revocation-memory.js';
import { Forbidden, MfaEnrollmentRequired, Unauthenticated } from '../users/access.errors.js';
import { CheckedTokens } from './checked-tokens.js';
import { ClientAuthenticator } from './client-authenticator.js';
import { SignInRecency } from './sign-in-recency.js';
import { type RouteAccess, RouteAccessReader } from './route-access.js';

/**
 * Guards every route. A route that is not @Public requires a valid token of a user, with one of the @Roles if the route
 * names any; a route for @ServiceClients requires the credentials of a service client. For a remembered token it checks
 * only expiry and revocation, without a database, a signature or a promise, because each of these would cost more than
 * the check.
 */
@Injectable()
export class AccessGuard extends AuthGuard('jwt') {
  private readonly routes: RouteAccessReader;

  constructor(
    reflector: Reflector,
    private readonly checked: CheckedTokens,
    private readonly revocations: RevocationMemory,
    private readonly clients: ClientAuthenticator,
    private readonly recency: SignInRecency,
  ) {
    super();
    this.routes = new RouteAccessReader(reflector);
  }

  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const route = this.routes.of(context);
    const request = requestOf(context);
    if (route.audience === 'public' && !isSignedInByChoice(route, request)) return true;
    if (route.audience === 'client-secrets') return this.authenticateClient(request);
    const remembered = this.checked.find(request.headers.authorization);
    return remembered ? this.admit(remembered, route, request) : this.authenticate(route, request, context);
  }

  /**
   * Returns the verified caller. Rethrows database faults, because a fault of the service must not look like an invalid
   * token.
   */
  override handleRequest<T>(error: unknown, user: T, info: unknown, context: ExecutionContext): T {
    for (const fault of [error, info]) if (isDatabaseFault(fault)) throw fault;
    if (user) return user;
    throw unauthenticated(requestOf(context));
  }

  /** Admits the caller of a verified token. Whether the token is still valid is checked for each request. */
  private admit(principal: Principal, route: RouteAccess, request: Request): true | Promise<true> {
    const { audience, roles, recentSignIn, methods } = route;
    this.revocations.freshness.require();
    const counts = this.checked.isCurrent(principal) && !this.revocations.isRevoked(principal);
    if (!counts) throw unauthenticated(request);

    if (principal.kind === 'person' && principal.mustEnroll && !route.isForEnrollment)
      throw new MfaEnrollmentRequired();
    const isWanted = principal.kind === (audience === 'clients' ? 'client' : 'person');
    const hasRole = !roles || roles.some((role) => principal.roles.includes(role));
    if (!isWanted || !hasRole) throw new Forbidden();
    if (methods) this.recency.checkMethods(principal, methods);
    request.user = principal;
    return recentSignIn ? this.recency.check(principal, recentSignIn, request.body) : true;
  }

  private async authenticate(
    route: RouteAccess,
    request: Request,
    context: ExecutionContext,
  ): Promise<boolean> {
    const { authorization = '' } = request.headers;
    const token = credentialsOf(authorization, 'bearer');
    if (route.audience === 'clients' && token === '') return this.authenticateClient(request);
    if (route.cookieSuffices && isLeftToCookie(request)) return true;

    await super.canActivate(context);
    const principal = request.user as Principal;
    this.checked.remember(authorization, principal);
    return this.admit(principal, route, request);
  }

  private async authenticateClient(request: Request): Promise<boolean> {
    request.user = await this.clients.authenticate(basicCredentialsOf(request.headers.authorization));
    return true;
  }
}

function isSignedInByChoice({ isSignInOptional }: RouteAccess, { headers }: Request): boolean {
  return isSignInOptional && headers.authorization !== undefined;
}

function isLeftToCookie(request: Request): boolean {
  return request.headers.authorization === undefined && refreshCookieOf(request) !== undefined;
}

function unauthenticated({ headers }: Request): Unauthenticated {
  const hasToken = credentialsOf(headers.authorization, 'bearer') !== '';
  return new Unauthenticated(undefined, { challenge: hasToken ? 'another token' : 'token' });
}
