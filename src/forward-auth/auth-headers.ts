import { textHeader } from '../common/described-headers.js';

/** How OpenAPI describes the headers that name the caller: proxies copy headers, so the body is empty. */
export const AUTH_HEADERS = {
  'X-Auth-User': textHeader('User id'),
  'X-Auth-Name': textHeader('Name, percent-encoded where it is not ASCII'),
  'X-Auth-Roles': textHeader('Roles, separated by commas'),
  'X-Auth-Session': textHeader('Session id'),
};
