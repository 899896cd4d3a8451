/**
 * The kinds of proofs that a route can require, and their names in `amr` (RFC 8176). A passkey is `swk` if it can be on
 * several devices, and `hwk` if it cannot leave its device. `otp` is every proof that is valid only once: the code of
 * an authenticator app, a recovery code, a mailed link or code. `mfa` is added to the other names if there were two
 * factors.
 */
export const AUTH_METHODS = {
  password: ['pwd'],
  passkey: ['hwk', 'swk'],
  otp: ['otp'],
  mfa: ['mfa'],
} as const satisfies Record<string, readonly string[]>;

/** One of the kinds above. */
export type AuthMethod = keyof typeof AUTH_METHODS;

/** Returns whether a session with this `amr` was proved by at least one of the methods. */
export function isProvedBy(amr: readonly string[], methods: readonly AuthMethod[]): boolean {
  const names: readonly string[] = methods.flatMap((method) => AUTH_METHODS[method]);
  return amr.some((name) => names.includes(name));
}
