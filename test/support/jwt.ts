const part = (token: string, index: number): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString());

/** Returns the claims of a token without verification. */
export const decodeJwt = (token: string) => part(token, 1);

/** Returns the header of a token without verification. */
export const headerOf = (token: string) => part(token, 0);

/** The claims of every access token of a user, in order. */
export const CLAIMS_OF_USERS = ['amr', 'aud', 'auth_time', 'exp', 'iat', 'iss', 'jti', 'roles', 'sid', 'sub'];
