const part = (token: string, index: number): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString());

/** The claims of a token, unchecked. */
export const decodeJwt = (token: string) => part(token, 1);

/** The header of a token, unchecked. */
export const headerOf = (token: string) => part(token, 0);
