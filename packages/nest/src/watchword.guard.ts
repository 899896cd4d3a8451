import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  HttpException,
  Injectable,
  UnauthorizedException,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Principal, TokenRefused, WatchwordVerifier } from '@watchword/verifier';
import { PUBLIC_ROUTE, REQUIRED_ROLES, type RequestWithCaller } from './decorators.js';

/**
 * Accepts requests with a valid token. Every route needs one unless it is @Public; with @Roles it also needs one of the
 * roles.
 */
@Injectable()
export class WatchwordGuard implements CanActivate {
  constructor(
    private readonly verifier: WatchwordVerifier,
    private readonly reflector: Reflector,
  ) {}

  /** Returns true. @throws HttpException with status 401, 403 or 503 */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const route = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC_ROUTE, route)) return true;
    // Messages of other transports have no Authorization header, and their "headers" cannot be trusted.
    if (context.getType() !== 'http') throw new UnauthorizedException('Only HTTP requests carry a token.');

    const request = context.switchToHttp().getRequest<RequestWithCaller>();
    request.user = await this.callerOf(request, context);
    const required = this.reflector.getAllAndOverride<string[]>(REQUIRED_ROLES, route) ?? [];
    const hasRole = required.some((role) => request.user?.roles.includes(role));
    if (required.length > 0 && !hasRole) throw new ForbiddenException('Your roles do not allow this.');
    return true;
  }

  private async callerOf(request: RequestWithCaller, context: ExecutionContext): Promise<Principal> {
    try {
      return await this.verifier.verifyHeader(request.headers.authorization);
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error;
      const response = context.switchToHttp().getResponse<ResponseWithHeaders>();
      for (const [name, value] of Object.entries(error.headers)) response.header(name, value);
      throw new HttpException({ statusCode: error.status, message: error.message }, error.status, {
        cause: error,
      });
    }
  }
}

/** The method to set headers that Express and Fastify have in common. */
interface ResponseWithHeaders {
  header(name: string, value: string): unknown;
}
