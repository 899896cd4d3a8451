/**
 * How passkeys name their user: the bytes of the account's id, which says nothing about the person. Authenticators keep
 * one passkey for each user and service.
 */
export function userHandleOf(userId: string): string {
  return Buffer.from(userId.replaceAll('-', ''), 'hex').toString('base64url');
}
