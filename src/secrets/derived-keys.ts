import { hkdfSync } from 'node:crypto';
import type { Config } from '../config/config.js';

const KEY_BYTES = 32;

interface Derivation {
  /**
   * The `info` of HKDF (RFC 5869). Changing it changes the key, and everything created with the old key becomes
   * invalid.
   */
  readonly purpose: string;
  readonly algorithm: string;
  /** The only file that derives the key, relative to `src/`. */
  readonly file: string;
}

/** All keys derived from SECRET_KEY by HKDF-SHA-256, one for each purpose. There are no others. */
export const DERIVED_KEYS = {
  secretBox: {
    purpose: 'watchword secret box',
    algorithm: 'AES-256-GCM: what is stored encrypted',
    file: 'secrets/secret-box.ts',
  },
  secretKeyName: {
    purpose: 'watchword secret key name',
    algorithm: 'none: its first bytes name a SECRET_KEY and tell nothing of it',
    file: 'secrets/secret-key-name.ts',
  },
  refreshTag: {
    purpose: 'watchword refresh tag',
    algorithm: 'HMAC-SHA-256: tells our refresh tokens from made-up ones',
    file: 'sessions/refresh-secrets.ts',
  },
  refreshSuccessor: {
    purpose: 'watchword refresh successor',
    algorithm: 'HMAC-SHA-256: the refresh token that follows another',
    file: 'sessions/refresh-secrets.ts',
  },
  audit: {
    purpose: 'watchword audit',
    algorithm: 'HMAC-SHA-256: MACs of events, the chain and its head',
    file: 'audit/audit-seals.ts',
  },
  throttling: {
    purpose: 'watchword throttling',
    algorithm: 'HMAC-SHA-256: names of counters and known addresses, tags of device cookies',
    file: 'throttling/keyed-hash.ts',
  },
  verificationCode: {
    purpose: 'watchword verification code',
    algorithm: 'HMAC-SHA-256: hashes of codes that were mailed',
    file: 'verification/verification-secrets.ts',
  },
  recoveryCode: {
    purpose: 'watchword recovery code',
    algorithm: 'HMAC-SHA-256: hashes of recovery codes',
    file: 'factors/recovery-codes/recovery-codes.service.ts',
  },
  userCode: {
    purpose: 'watchword user code',
    algorithm: 'HMAC-SHA-256: hashes of the codes that devices show',
    file: 'device-sign-in/user-codes.ts',
  },
  passkeyRegistration: {
    purpose: 'watchword passkey registration',
    algorithm: 'HMAC-SHA-256: challenges of registrations by a passkey',
    file: 'factors/passkeys/registration-challenges.ts',
  },
  revocationBroadcast: {
    purpose: 'watchword revocation broadcast',
    algorithm: 'HMAC-SHA-256: seals of messages in Redis, for one ISSUER',
    file: 'revocations/revocation-broadcast.ts',
  },
} as const satisfies Record<string, Derivation>;

/** The name of a derived key. */
export type DerivedKeyName = keyof typeof DERIVED_KEYS;

/** The keys of one purpose. `current` is used to create; anything created with any of `all` is accepted. */
export interface DerivedKey {
  readonly current: Buffer;
  /** The key derived from SECRET_KEY_PREVIOUS, if that is set. */
  readonly previous: Buffer | undefined;
  readonly all: readonly Buffer[];
}

/** Derives the keys of a purpose from SECRET_KEY and SECRET_KEY_PREVIOUS. Each context gives different keys. */
export function deriveKey(
  { secretKey, previousSecretKey }: Pick<Config, 'secretKey' | 'previousSecretKey'>,
  name: DerivedKeyName,
  context?: string,
): DerivedKey {
  const { purpose } = DERIVED_KEYS[name];
  const info = context === undefined ? purpose : `${purpose} ${context}`;
  const from = (secret: Buffer) => Buffer.from(hkdfSync('sha256', secret, '', info, KEY_BYTES));
  const current = from(secretKey);
  const previous = previousSecretKey && from(previousSecretKey);
  return { current, previous, all: previous ? [current, previous] : [current] };
}
