const text = (description: string) => ({ description, schema: { type: 'string' as const } });

/** How OpenAPI describes the headers that name the caller: proxies copy headers, so the body is empty. */
export const AUTH_HEADERS = {
  'X-Auth-User': text('User id'),
  'X-Auth-Name': text('Name, percent-encoded where it is not ASCII'),
  'X-Auth-Roles': text('Roles, separated by commas'),
  'X-Auth-Session': text('Session id'),
};
