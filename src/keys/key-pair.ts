import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';

/** Algorithms for signing access tokens (RFC 7518 3.1). */
export type SigningAlgorithm = 'ES256' | 'RS256';

/** A parsed key pair. It is parsed only once, because parsing PEM costs more than a signature. */
export interface UsableKey {
  readonly id: string;
  readonly algorithm: SigningAlgorithm;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly createdAt: Date;
  readonly activatesAt: Date;
}

/** Length of RSA keys in bits: as strong as P-256 (NIST SP 800-57, ASVS 5.0 11.2.3). */
const RSA_BITS = 3072;
const generate = promisify(generateKeyPair);

/** Generates a key pair, encoded as PEM. */
export async function makeKeyPair(
  algorithm: SigningAlgorithm,
): Promise<{ publicKey: string; privateKey: string }> {
  const pair =
    algorithm === 'ES256'
      ? await generate('ec', { namedCurve: 'P-256' })
      : await generate('rsa', { modulusLength: RSA_BITS });
  return {
    publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }) as string,
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

/** Parses the PEM texts of a key pair. */
export function parseKeyPair(
  publicKey: string,
  privateKey: string,
): Pick<UsableKey, 'publicKey' | 'privateKey'> {
  return { publicKey: createPublicKey(publicKey), privateKey: createPrivateKey(privateKey) };
}

/** Returns the public key as a JWK (RFC 7517). */
export function publicJwk({ id, algorithm, publicKey }: UsableKey): JsonWebKey {
  return { ...publicKey.export({ format: 'jwk' }), kid: id, alg: algorithm, use: 'sig' };
}
