import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import {
  AUDIENCE,
  type Audience,
  REFRESH_COOKIE_SUFFICES,
  REQUIRED_ROLES,
} from '../common/access.decorators.js';
import { Unavailable } from '../common/common.errors.js';
import type { Principal } from '../common/principal.js';
import { isDatabaseFault } from '../common/problem-mapping.js';
import { refreshCookieOf } from '../common/refresh-cookie.js';
import { RevocationMemory } from '../revocations/revocation-memory.js';
import { Forbidden, Unauthenticated } from './access.errors.js';
import { CheckedTokens } from './checked-tokens.js';
import { ClientAuthenticator } from './client-authenticator.js';

type Request = FastifyRequest & { user?: Principal };

/**
 * Stands before every route. What is not @Public needs a valid token of a person, with one of the @Roles where some are
 * named; what is for @ServiceClients needs theirs. A remembered token is only asked for its expiry and revocation, and
 * no database is.
 */
@Injectable()
export class AccessGuard extends AuthGuard('jwt') {
  constructor(
    private readonly reflector: Reflector,
    private readonly checked: CheckedTokens,
    private readonly revocations: RevocationMemory,
    private readonly clients: ClientAuthenticator,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const audience = (this.read(AUDIENCE, context) ?? 'people') as Audience;
    if (audience === 'public') return true;

    const request = context.switchToHttp().getRequest<Request>();
    if (audience === 'clients' || audience === 'client-secrets') {
      request.user = await this.clientOf(request, context, audience);
      return true;
    }
    if (this.isLeftToCookie(request, context)) return true;
    request.user = await this.personOf(request, context);
    return true;
  }

  /** A fault of ours is not the caller's: it must not look like a bad token. */
  override handleRequest<T>(error: unknown, user: T, info: unknown, context: ExecutionContext): T {
    for (const fault of [error, info]) if (isDatabaseFault(fault)) throw fault;
    if (user) return user;
    throw unauthenticated(context.switchToHttp().getRequest<Request>());
  }

  private async personOf(request: Request, context: ExecutionContext): Promise<Principal> {
    const principal = await this.bearerOf(request, context);
    const required = this.read(REQUIRED_ROLES, context) as string[] | undefined;
    const isAllowed = !required || required.some((role) => principal.roles.includes(role));
    if (principal.kind !== 'person' || !isAllowed) throw new Forbidden();
    return principal;
  }

  private async clientOf(
    request: Request,
    context: ExecutionContext,
    audience: Audience,
  ): Promise<Principal> {
    if (audience === 'client-secrets' || !tokenOf(request))
      return this.clients.authenticate(request.headers.authorization);
    const principal = await this.bearerOf(request, context);
    if (principal.kind !== 'client') throw new Forbidden();
    return principal;
  }

  private async bearerOf(request: Request, context: ExecutionContext): Promise<Principal> {
    const token = tokenOf(request);
    const principal = this.checked.find(token) ?? (await this.check(token, request, context));
    if (this.revocations.isStale)
      throw new Unavailable('What was revoked elsewhere is not known here right now.');
    const counts = !this.checked.isExpired(principal) && !this.revocations.isRevoked(principal);
    if (!counts) throw unauthenticated(request);
    return principal;
  }

  private async check(token: string, request: Request, context: ExecutionContext): Promise<Principal> {
    await super.canActivate(context);
    const principal = request.user as Principal;
    this.checked.remember(token, principal);
    return principal;
  }

  private isLeftToCookie(request: Request, context: ExecutionContext): boolean {
    const mayUseCookie = this.read(REFRESH_COOKIE_SUFFICES, context) === true;
    return (
      mayUseCookie && request.headers.authorization === undefined && refreshCookieOf(request) !== undefined
    );
  }

  /** What a decorator says of the route; the handler's word goes before the controller's. */
  private read(key: string, context: ExecutionContext): unknown {
    return this.reflector.getAllAndOverride<unknown>(key, [context.getHandler(), context.getClass()]);
  }
}

/** The token of the Authorization header; empty when there is none. The scheme's case does not matter (RFC 9110 11.1). */
function tokenOf({ headers: { authorization = '' } }: FastifyRequest): string {
  return /^bearer /i.test(authorization) ? authorization.slice('bearer '.length).trim() : '';
}

/** RFC 6750 3.1: whoever sent no token is told of no error. */
function unauthenticated(request: FastifyRequest): Unauthenticated {
  const challenge = tokenOf(request) === '' ? 'Bearer' : 'Bearer error="invalid_token"';
  return new Unauthenticated(undefined, { headers: { 'www-authenticate': challenge } });
}
