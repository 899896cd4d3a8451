import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  HttpException,
  Injectable,
  UnauthorizedException,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  assertMethods,
  assertRecentSignIn,
  type AuthMethod,
  type Principal,
  TokenRefused,
  WatchwordVerifier,
} from '@watchword/verifier';
import {
  PUBLIC_ROUTE,
  RECENT_SIGN_IN,
  REQUIRED_METHODS,
  REQUIRED_ROLES,
  type RequestWithCaller,
} from './decorators.js';

/**
 * Accepts requests with a valid token. Every route needs one unless it is @Public. With @Roles the user also needs one
 * of the roles, with @RecentSignIn a recent sign-in, and with @Methods a sign-in that was proved by one of the methods.
 */
@Injectable()
export class WatchwordGuard implements CanActivate {
  constructor(
    private readonly verifier: WatchwordVerifier,
    private readonly reflector: Reflector,
  ) {}

  /** Returns true. @throws HttpException with status 401, 403 or 503 */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.read(PUBLIC_ROUTE, context)) return true;
    // Messages of other transports have no Authorization header, and their "headers" cannot be trusted.
    if (context.getType() !== 'http') throw new UnauthorizedException('Only HTTP requests carry a token.');

    const request = context.switchToHttp().getRequest<RequestWithCaller>();
    try {
      const caller = await this.verifier.verifyHeader(request.headers.authorization);
      request.user = caller;
      this.assertRole(caller, context);
      this.assertSignIn(caller, context);
      return true;
    } catch (error) {
      throw error instanceof TokenRefused ? answerTo(error, context) : error;
    }
  }

  private assertRole(caller: Principal, context: ExecutionContext): void {
    const required = (this.read(REQUIRED_ROLES, context) ?? []) as string[];
    const hasRole = required.some((role) => caller.roles.includes(role));
    if (required.length > 0 && !hasRole) throw new ForbiddenException('Your roles do not allow this.');
  }

  private assertSignIn(caller: Principal, context: ExecutionContext): void {
    const maxAgeSeconds = this.read(RECENT_SIGN_IN, context) as number | undefined;
    const methods = this.read(REQUIRED_METHODS, context) as AuthMethod[] | undefined;
    if (maxAgeSeconds !== undefined) assertRecentSignIn(caller, maxAgeSeconds);
    if (methods !== undefined) assertMethods(caller, methods);
  }

  private read(key: string, context: ExecutionContext): unknown {
    return this.reflector.getAllAndOverride<unknown>(key, [context.getHandler(), context.getClass()]);
  }
}

function answerTo(refused: TokenRefused, context: ExecutionContext): HttpException {
  const { status: statusCode, code, message, headers } = refused;
  const response = context.switchToHttp().getResponse<ResponseWithHeaders>();
  for (const [name, value] of Object.entries(headers)) response.header(name, value);
  return new HttpException({ statusCode, code, message }, statusCode, { cause: refused });
}

/** The method to set headers that Express and Fastify have in common. */
interface ResponseWithHeaders {
  header(name: string, value: string): unknown;
}
