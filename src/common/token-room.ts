import { invalidField } from './invalid-field.js';

/**
 * Maximum length of all role or scope names in a token, with separators. Tokens have at most 4096 characters, and with
 * this limit a token signed by RS256 fits. Proxies such as nginx accept 4 kB of headers from GET /verify.
 */
export const MAX_NAMES_LENGTH = 1500;

/** Refuses a list of roles or scopes that would make tokens too long. @throws ValidationFailed */
export function assertFitsToken(field: string, names: readonly string[]): void {
  if (names.join(' ').length <= MAX_NAMES_LENGTH) return;
  throw invalidField(field, {
    rule: 'too_long',
    message: `must have ${MAX_NAMES_LENGTH} characters at most, all names together`,
    params: { max: MAX_NAMES_LENGTH },
  });
}
