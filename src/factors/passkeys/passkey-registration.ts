import { Injectable } from '@nestjs/common';
import { InvalidChallenge } from '../../sign-in/sign-in.errors.js';
import type { User } from '../../users/user.model.js';
import type { NewCredentialDto } from './credential.dto.js';
import { knownCredentials } from './known-credentials.js';
import type { Passkey } from './passkey.model.js';
import type { CreationOptionsDto, KnownCredentialDto } from './passkey-options.dto.js';
import { CHALLENGE_SECONDS, PasskeyChallengesService } from './passkey-challenges.service.js';
import type { AcceptedCredentialsDto } from './passkeys.dto.js';
import { InvalidPasskey } from './passkeys.errors.js';
import { PasskeysService } from './passkeys.service.js';
import { ALGORITHMS, challengeIn, type NewPasskey, RelyingParty } from './relying-party.js';
import { userHandleOf } from './user-handle.js';

/** The names of a user. */
export interface NamedUser {
  readonly name: string;
  readonly displayName?: string | null;
}

type NewUser = NamedUser & Pick<User, 'id'>;

/**
 * Creates the options for a new passkey, reads the new passkey, and lists the passkeys that are valid
 * afterwards.
 */
@Injectable()
export class PasskeyRegistration {
  constructor(
    private readonly party: RelyingParty,
    private readonly challenges: PasskeyChallengesService,
    private readonly passkeys: PasskeysService,
  ) {}

  /** Returns the options with which the browser creates a passkey of the user. */
  async options(user: User): Promise<CreationOptionsDto> {
    const challenge = await this.challenges.open({ purpose: 'enroll', userId: user.id });
    const known = knownCredentials(await this.passkeys.list(user.id));
    return this.optionsOf(user, challenge, 'preferred', known);
  }

  /** Returns the options for the first passkey of an account, which must be discoverable and verify its user. */
  firstOptions(user: NewUser, challenge: string): CreationOptionsDto {
    return this.optionsOf(user, challenge, 'required');
  }

  /**
   * Spends the challenge, and reads the passkey that was created for it.
   * @throws InvalidChallenge, InvalidPasskey
   */
  async read(userId: string, credential: NewCredentialDto): Promise<NewPasskey> {
    const challenge = challengeIn(credential.response);
    if (!(await this.challenges.spend(challenge, { purpose: 'enroll', userId })))
      throw new InvalidChallenge();
    const key = await this.party.read(credential, challenge);
    if (!key) throw new InvalidPasskey();
    return key;
  }

  /** The same for the first passkey, which must have verified its user. @throws InvalidChallenge, InvalidPasskey */
  async readFirst(challenge: string, credential: NewCredentialDto): Promise<NewPasskey> {
    if (!(await this.challenges.spendUnwritten(challenge, { purpose: 'register', userId: null })))
      throw new InvalidChallenge();
    const key = await this.party.read(credential, challenge, { needsVerifiedUser: true });
    if (!key) throw new InvalidPasskey();
    return key;
  }

  /** The list of valid passkeys for authenticators. */
  accepted(userId: string, passkeys: readonly Passkey[]): AcceptedCredentialsDto {
    const allAcceptedCredentialIds = passkeys.map(({ credentialId }) => credentialId);
    return { rpId: this.party.id, userId: userHandleOf(userId), allAcceptedCredentialIds };
  }

  private optionsOf(
    { id, name, displayName }: NewUser,
    challenge: string,
    wanted: 'preferred' | 'required',
    excludeCredentials: KnownCredentialDto[] = [],
  ): CreationOptionsDto {
    return {
      challenge,
      rp: { id: this.party.id, name: this.party.name },
      user: { id: userHandleOf(id), name, displayName: displayName ?? name },
      pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
      timeout: CHALLENGE_SECONDS * 1000,
      excludeCredentials,
      authenticatorSelection: {
        residentKey: wanted,
        requireResidentKey: wanted === 'required',
        userVerification: wanted,
      },
      attestation: 'none',
      extensions: { credProps: true },
    };
  }
}
