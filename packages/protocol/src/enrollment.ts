/**
 * The audience of tokens that can only enroll a second factor: those of users whose role demands one (MFA_REQUIRED_ROLES)
 * and whose session has none. It is another audience, so every service refuses them, whatever library checks its tokens.
 */
export function enrollmentAudience(audience: string): string {
  return `${audience}/enrollment`;
}
