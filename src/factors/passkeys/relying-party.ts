import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import type { NewCredentialDto, SignedCredentialDto } from './credential.dto.js';
import type { Passkey } from './passkey.model.js';

/** COSE algorithms that every replica can check in every supported release of Node.js: EdDSA, ES256, RS256. */
export const ALGORITHMS = [-8, -7, -257];

/** The data of a new passkey. */
export interface NewPasskey {
  readonly credentialId: string;
  readonly publicKey: string;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly synced: boolean;
  readonly backedUp: boolean;
  readonly aaguid: string;
}

/** What a valid signature also tells. */
export interface Assertion {
  readonly counter: number;
  readonly backedUp: boolean;
}

/** The service as authenticators know it: by the host of ISSUER, and the pages and apps that may use its passkeys. */
@Injectable()
export class RelyingParty {
  readonly id: string;
  readonly name: string;
  /** The origins whose signatures are accepted. */
  readonly origins: string[];

  constructor({ ISSUER, AUDIENCE, PASSKEY_ORIGINS }: Config) {
    const { hostname, origin } = new URL(ISSUER);
    this.id = hostname;
    this.name = AUDIENCE;
    this.origins = PASSKEY_ORIGINS.length > 0 ? PASSKEY_ORIGINS : [origin];
  }

  /**
   * Reads a new passkey that was created for this challenge. Returns nothing when it was created for another
   * one or cannot be read.
   */
  async read(
    credential: NewCredentialDto,
    challenge: string,
    { needsVerifiedUser = false } = {},
  ): Promise<NewPasskey | undefined> {
    const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
    const attestationObject = await withoutStatement(credential.response.attestationObject);
    const { verified, registrationInfo } = await orNothing(() =>
      verifyRegistrationResponse({
        response: {
          ...credential,
          clientExtensionResults: {},
          response: { ...credential.response, attestationObject },
        },
        expectedChallenge: challenge,
        expectedOrigin: this.origins,
        expectedRPID: this.id,
        requireUserVerification: needsVerifiedUser,
        supportedAlgorithmIDs: ALGORITHMS,
      }),
    );
    if (!verified || registrationInfo.credential.id !== credential.id) return undefined;
    const { credential: key, credentialDeviceType, credentialBackedUp, aaguid } = registrationInfo;
    return {
      credentialId: key.id,
      publicKey: Buffer.from(key.publicKey).toString('base64url'),
      counter: key.counter,
      transports: credential.response.transports ?? [],
      synced: credentialDeviceType === 'multiDevice',
      backedUp: credentialBackedUp,
      aaguid,
    };
  }

  /**
   * Checks a signature over this challenge. Returns nothing when it is wrong. It does not compare counters:
   * PASSKEY_COUNTERS decides about one that went back.
   */
  async check(
    credential: SignedCredentialDto,
    challenge: string,
    { credentialId, publicKey }: Passkey,
    { needsVerifiedUser = false } = {},
  ): Promise<Assertion | undefined> {
    const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
    const { verified, authenticationInfo } = await orNothing(() =>
      verifyAuthenticationResponse({
        response: { ...credential, clientExtensionResults: {} },
        expectedChallenge: challenge,
        expectedOrigin: this.origins,
        expectedRPID: this.id,
        requireUserVerification: needsVerifiedUser,
        credential: { id: credentialId, publicKey: Buffer.from(publicKey, 'base64url'), counter: 0 },
      }),
    );
    if (!verified) return undefined;
    return { counter: authenticationInfo.newCounter, backedUp: authenticationInfo.credentialBackedUp };
  }
}

/** The library only throws because of what was sent, because it reads nothing else. */
async function orNothing<T extends { verified: boolean }>(
  verify: () => Promise<T>,
): Promise<T | { verified: false; registrationInfo?: never; authenticationInfo?: never }> {
  try {
    return await verify();
  } catch {
    return { verified: false };
  }
}

/**
 * Removes the attestation statement, which the service does not ask for. Its certificates could contain URLs
 * of revocation lists, which the library would fetch.
 */
async function withoutStatement(attestationObject: string): Promise<string> {
  const { decodeAttestationObject, isoCBOR } = await import('@simplewebauthn/server/helpers');
  try {
    const authData = decodeAttestationObject(Buffer.from(attestationObject, 'base64url')).get('authData');
    const bare = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authData],
    ]);
    return Buffer.from(isoCBOR.encode(bare as never)).toString('base64url');
  } catch {
    return '';
  }
}

/** The challenge that a passkey has signed, or nothing if it cannot be read. */
export function challengeIn({ clientDataJSON }: { clientDataJSON: string }): string {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()) as {
      challenge?: unknown;
    };
    return typeof challenge === 'string' ? challenge : '';
  } catch {
    return '';
  }
}
