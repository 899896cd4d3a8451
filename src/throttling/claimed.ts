/**
 * The account that a password is tried on: a user with the version of the password, or a canonical name without an
 * account.
 */
export type Claimed =
  { readonly userId: string; readonly passwordVersion: number } | { readonly login: string };

/** An account, or a canonical name that no account has. */
export type ClaimedAccount = Claimed | { readonly userId: string };

/** Returns the key of an account in counters. A name may look like an id, so the key has a prefix. */
export function accountOf(claimed: ClaimedAccount): string {
  return 'userId' in claimed ? `user ${claimed.userId}` : `login ${claimed.login}`;
}

/** Returns the key of an account in device cookies. It changes with the password. */
export function accountOfDevice(claimed: Claimed): string {
  const account = accountOf(claimed);
  return 'userId' in claimed ? `${account} password ${claimed.passwordVersion}` : account;
}
