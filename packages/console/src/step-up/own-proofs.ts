import type { Problem, Schemas } from '@watchword/client';
import { call } from '../calls/call.js';
import { api, watchword } from '../calls/watchword.js';

export type ProofKind = 'password' | 'totp' | 'passkey' | 'recovery';

/** The authentication methods that each kind of proof proves. */
const METHODS: Readonly<Record<ProofKind, readonly Schemas['AuthMethod'][]>> = {
  password: ['password'],
  totp: ['otp', 'mfa'],
  passkey: ['passkey', 'mfa'],
  recovery: ['otp', 'mfa'],
};

/** Returns the kinds of proofs that the user has and that the request accepts. */
export async function ownProofs({ methods = [] }: Problem): Promise<ProofKind[]> {
  const [apps, passkeys, { remaining }] = await Promise.all([
    call(api.GET('/me/totp')),
    call(api.GET('/me/passkeys')),
    call(api.GET('/me/recovery-codes')),
  ]);
  const has: Record<ProofKind, boolean> = {
    password: watchword.user?.hasPassword === true,
    totp: apps.length > 0,
    passkey: passkeys.length > 0,
    recovery: remaining > 0,
  };
  return (Object.keys(has) as ProofKind[])
    .filter((kind) => has[kind])
    .filter((kind) => methods.length === 0 || METHODS[kind].some((one) => methods.includes(one)));
}
