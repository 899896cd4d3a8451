import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Unavailable } from '../common/common.errors.js';
import { type Request, requestOf } from '../common/http-context.js';
import type { Principal } from '../common/principal.js';
import { isDatabaseFault } from '../common/problem-mapping.js';
import { refreshCookieOf } from '../common/refresh-cookie.js';
import { RevocationMemory } from '../revocations/revocation-memory.js';
import { Forbidden, Unauthenticated } from './access.errors.js';
import { CheckedTokens } from './checked-tokens.js';
import { ClientAuthenticator } from './client-authenticator.js';
import { type RouteAccess, RouteAccessReader } from './route-access.js';
import { bearerTokenOf } from './token-profile.js';

/**
 * Stands before every route. What is not @Public needs a valid token of a person, with one of the @Roles where some are
 * named; what is for @ServiceClients needs theirs. A remembered token is only asked for its expiry and revocation: no
 * database, no signature, and no promise either, for each would cost more than the check.
 */
@Injectable()
export class AccessGuard extends AuthGuard('jwt') {
  private readonly routes: RouteAccessReader;

  constructor(
    reflector: Reflector,
    private readonly checked: CheckedTokens,
    private readonly revocations: RevocationMemory,
    private readonly clients: ClientAuthenticator,
  ) {
    super();
    this.routes = new RouteAccessReader(reflector);
  }

  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const route = this.routes.of(context);
    if (route.audience === 'public') return true;

    const request = requestOf(context);
    if (route.audience === 'client-secrets') return this.authenticateClient(request);
    const remembered = this.checked.find(request.headers.authorization);
    return remembered ? this.admit(remembered, route, request) : this.authenticate(route, request, context);
  }

  /** A fault of ours is not the caller's: it must not look like a bad token. */
  override handleRequest<T>(error: unknown, user: T, info: unknown, context: ExecutionContext): T {
    for (const fault of [error, info]) if (isDatabaseFault(fault)) throw fault;
    if (user) return user;
    throw unauthenticated(requestOf(context));
  }

  /** What a token says was found good before. Whether it counts now is asked each time. */
  private admit(principal: Principal, { audience, roles }: RouteAccess, request: Request): true {
    if (this.revocations.isStale)
      throw new Unavailable('What was revoked elsewhere is not known here right now.');
    const counts = !this.checked.isExpired(principal) && !this.revocations.isRevoked(principal);
    if (!counts) throw unauthenticated(request);

    const isWanted = principal.kind === (audience === 'clients' ? 'client' : 'person');
    const hasRole = !roles || roles.some((role) => principal.roles.includes(role));
    if (!isWanted || !hasRole) throw new Forbidden();
    request.user = principal;
    return true;
  }

  private async authenticate(
    route: RouteAccess,
    request: Request,
    context: ExecutionContext,
  ): Promise<boolean> {
    const { authorization = '' } = request.headers;
    const token = bearerTokenOf(authorization);
    if (route.audience === 'clients' && token === '') return this.authenticateClient(request);
    if (route.cookieSuffices && isLeftToCookie(request)) return true;

    await super.canActivate(context);
    const principal = request.user as Principal;
    this.checked.remember(authorization, principal);
    return this.admit(principal, route, request);
  }

  private async authenticateClient(request: Request): Promise<boolean> {
    request.user = await this.clients.authenticate(request.headers.authorization);
    return true;
  }
}

function isLeftToCookie(request: Request): boolean {
  return request.headers.authorization === undefined && refreshCookieOf(request) !== undefined;
}

/** RFC 6750 3.1: whoever sent no token is told of no error. */
function unauthenticated({ headers }: FastifyRequest): Unauthenticated {
  const challenge = bearerTokenOf(headers.authorization) === '' ? 'Bearer' : 'Bearer error="invalid_token"';
  return new Unauthenticated(undefined, { headers: { 'www-authenticate': challenge } });
}
