import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { AuthMethod } from '@watchword/protocol';
import { requestOf } from './http-context.js';
import type { Principal } from '../common/principal.js';

/** Who may use a route. Without a decorator it requires a signed-in user. */
export type Audience = 'public' | 'people' | 'clients' | 'client-secrets';

/**
 * Metadata keys that the guard reads. The OpenAPI document uses the same values as extensions, so the two always agree.
 */
export const AUDIENCE = 'watchword:audience';
export const REQUIRED_ROLES = 'watchword:roles';
export const SIGN_IN_OPTIONAL = 'watchword:sign-in-optional';
export const RECENT_SIGN_IN = 'watchword:recent-sign-in';
export const REQUIRED_METHODS = 'watchword:methods';
export const FOR_ENROLLMENT = 'watchword:for-enrollment';
export const REFRESH_COOKIE_SUFFICES = 'watchword:refresh-cookie';

const AudienceIs = (audience: Audience) =>
  applyDecorators(SetMetadata(AUDIENCE, audience), ApiExtension('x-audience', audience));

/** Opens a route to all callers. */
export const Public = () => AudienceIs('public');

/** Opens a route to all callers. If a token is sent, it is still checked, and its user is the caller. */
export const SignInOptional = () =>
  applyDecorators(Public(), SetMetadata(SIGN_IN_OPTIONAL, true), ApiExtension('x-sign-in-optional', true));

/** Opens a route only to service clients, by HTTP Basic or with their own token. */
export const ServiceClients = () => AudienceIs('clients');

/**
 * Opens a route only to service clients with their secret: if a token could get another token, a stolen one would never
 * expire.
 */
export const ClientSecretOnly = () => AudienceIs('client-secrets');

/** Opens a route only to users with at least one of the roles. */
export const Roles = (...roles: string[]) => SetMetadata(REQUIRED_ROLES, roles);

/**
 * Opens a route only for a while after a sign-in or a step-up (STEP_UP_AGE), as RFC 9470 has it. Where fields are named,
 * only requests with one of them in their body need that.
 */
export const RecentSignIn = (...fields: string[]) =>
  applyDecorators(SetMetadata(RECENT_SIGN_IN, fields), ApiExtension('x-recent-sign-in', true));

/** Opens a route only to sessions that were proved, at the sign-in or by a step-up, by one of the methods. */
export const Methods = (...methods: [AuthMethod, ...AuthMethod[]]) =>
  applyDecorators(SetMetadata(REQUIRED_METHODS, methods), ApiExtension('x-recent-sign-in', true));

/** Opens a route also to users who must enroll a second factor before anything else (MFA_REQUIRED_ROLES). */
export const ForEnrollment = () => SetMetadata(FOR_ENROLLMENT, true);

/** Also accepts a browser without a token but with a refresh cookie, which the handler must check. */
export const RefreshCookieSuffices = () =>
  applyDecorators(SetMetadata(REFRESH_COOKIE_SUFFICES, true), ApiExtension('x-refresh-cookie', true));

/** Documents that a public route accepts the refresh cookie. */
export const ReadsRefreshCookie = () => ApiExtension('x-refresh-cookie', true);

/** Parameter: the caller, whom the guard has set on the request. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal | undefined => {
  return requestOf(context).user;
});
