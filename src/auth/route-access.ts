import type { ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { AuthMethod } from '@watchword/protocol';
import {
  AUDIENCE,
  type Audience,
  FOR_ENROLLMENT,
  RECENT_SIGN_IN,
  REFRESH_COOKIE_SUFFICES,
  REQUIRED_METHODS,
  REQUIRED_ROLES,
  SIGN_IN_OPTIONAL,
} from '../http/access.decorators.js';

/** The access rules of a route, from its decorators. */
export interface RouteAccess {
  readonly audience: Audience;
  readonly roles: readonly string[] | undefined;
  readonly cookieSuffices: boolean;
  readonly isSignInOptional: boolean;
  readonly isForEnrollment: boolean;
  /** The body fields that require a recent sign-in. If the list is empty, every request requires one. */
  readonly recentSignIn: readonly string[] | undefined;
  readonly methods: readonly AuthMethod[] | undefined;
}

/** Reads the decorators of each route once: they never change, and every request needs them. */
export class RouteAccessReader {
  private readonly known = new Map<unknown, RouteAccess>();

  constructor(private readonly reflector: Reflector) {}

  /**
   * Returns the access rules of a route. Decorators of the handler override those of the controller; without any, the
   * route is for users.
   */
  of(context: ExecutionContext): RouteAccess {
    const handler = context.getHandler();
    const known = this.known.get(handler);
    if (known) return known;

    const read = (key: string): unknown =>
      this.reflector.getAllAndOverride<unknown>(key, [handler, context.getClass()]);
    const access: RouteAccess = {
      audience: (read(AUDIENCE) ?? 'people') as Audience,
      roles: read(REQUIRED_ROLES) as string[] | undefined,
      cookieSuffices: read(REFRESH_COOKIE_SUFFICES) === true,
      isSignInOptional: read(SIGN_IN_OPTIONAL) === true,
      isForEnrollment: read(FOR_ENROLLMENT) === true,
      recentSignIn: read(RECENT_SIGN_IN) as string[] | undefined,
      methods: read(REQUIRED_METHODS) as AuthMethod[] | undefined,
    };
    this.known.set(handler, access);
    return access;
  }
}
