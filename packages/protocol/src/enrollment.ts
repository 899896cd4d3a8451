/**
 * Returns the audience of tokens that can only enroll a second factor. Users get such tokens if one of their roles
 * requires a second factor (MFA_REQUIRED_ROLES) and the session has none. Because the audience differs, every service
 * refuses these tokens, with any library that checks the audience.
 */
export function enrollmentAudience(audience: string): string {
  return `${audience}/enrollment`;
}
