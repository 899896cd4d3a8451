import type { Person } from '../common/principal.js';
import { always, numberHeader, textHeader } from '../http/described-headers.js';

/** OpenAPI descriptions of the headers that identify the caller. Proxies copy headers, so the body is empty. */
export const AUTH_HEADERS = {
  'X-Auth-User': always(textHeader('The id of the user.')),
  'X-Auth-Name': always(textHeader('The name of the user, percent-encoded where it is not ASCII.')),
  'X-Auth-Roles': always(textHeader('The roles of the user, separated by commas.')),
  'X-Auth-Session': always(textHeader('The id of the session.')),
  'X-Auth-Methods': always(
    textHeader('How the user proved who they are (RFC 8176), separated by commas, such as `pwd,otp,mfa`.'),
  ),
  'X-Auth-Time': always(numberHeader('When that was, in seconds since the epoch. 0 where it is not known.')),
};

/** Returns the values of AUTH_HEADERS for a user with this name. */
export function authHeadersOf(
  { subject, sessionId, roles, authMethods, authTime = 0 }: Person,
  name: string,
): Record<string, string> {
  return {
    'x-auth-user': subject,
    'x-auth-name': encodeURIComponent(name),
    'x-auth-roles': roles.join(','),
    'x-auth-session': sessionId,
    'x-auth-methods': authMethods.join(','),
    'x-auth-time': String(authTime),
  };
}
