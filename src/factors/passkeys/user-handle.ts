/**
 * The user handle of passkeys: the bytes of the account's id, which reveals nothing about the user.
 * Authenticators keep one passkey for each user handle and service.
 */
export function userHandleOf(userId: string): string {
  return Buffer.from(userId.replaceAll('-', ''), 'hex').toString('base64url');
}
