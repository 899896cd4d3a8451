import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { requestOf } from './http-context.js';
import type { Principal } from './principal.js';

/** Who may use a route. What says nothing is for people who are signed in. */
export type Audience = 'public' | 'people' | 'clients' | 'client-secrets';

/** Metadata keys that the guard reads. The document reads the same facts as extensions, so the two cannot drift. */
export const AUDIENCE = 'watchword:audience';
export const REQUIRED_ROLES = 'watchword:roles';
export const REFRESH_COOKIE_SUFFICES = 'watchword:refresh-cookie';

const AudienceIs = (audience: Audience) =>
  applyDecorators(SetMetadata(AUDIENCE, audience), ApiExtension('x-audience', audience));

/** Opens a route to everybody. */
export const Public = () => AudienceIs('public');

/** Opens a route to service clients, by HTTP Basic or a token of their own, and to nobody else. */
export const ServiceClients = () => AudienceIs('clients');

/** Opens a route to service clients by their secret alone: a token must not get another, or a stolen one would never end. */
export const ClientSecretOnly = () => AudienceIs('client-secrets');

/** Opens a route to people who have one of the roles, and to nobody else. */
export const Roles = (...roles: string[]) => SetMetadata(REQUIRED_ROLES, roles);

/** Lets a browser in that shows no token but holds a refresh cookie, for the handler to check. */
export const RefreshCookieSuffices = () =>
  applyDecorators(SetMetadata(REFRESH_COOKIE_SUFFICES, true), ApiExtension('x-refresh-cookie', true));

/** The caller, as the guard left it on the request. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal | undefined => {
  return requestOf(context).user;
});
