import { Injectable } from '@nestjs/common';
import { InvalidChallenge } from '../../sign-in/sign-in.errors.js';
import type { User } from '../../users/user.model.js';
import type { NewCredentialDto } from './credential.dto.js';
import { knownCredentials } from './known-credentials.js';
import type { Passkey } from './passkey.model.js';
import type { CreationOptionsDto } from './passkey-options.dto.js';
import { CHALLENGE_SECONDS, PasskeyChallengesService } from './passkey-challenges.service.js';
import type { AcceptedCredentialsDto } from './passkeys.dto.js';
import { InvalidPasskey } from './passkeys.errors.js';
import { PasskeysService } from './passkeys.service.js';
import { ALGORITHMS, challengeIn, type NewPasskey, RelyingParty } from './relying-party.js';
import { userHandleOf } from './user-handle.js';

/** What is asked of a browser for a new passkey, what comes back, and which passkeys count afterwards. */
@Injectable()
export class PasskeyRegistration {
  constructor(
    private readonly party: RelyingParty,
    private readonly challenges: PasskeyChallengesService,
    private readonly passkeys: PasskeysService,
  ) {}

  /** What the browser needs to make a passkey of the user. */
  async options({ id, name, displayName }: User): Promise<CreationOptionsDto> {
    const challenge = await this.challenges.open({ purpose: 'enroll', userId: id });
    return {
      challenge,
      rp: { id: this.party.id, name: this.party.name },
      user: { id: userHandleOf(id), name, displayName: displayName ?? name },
      pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
      timeout: CHALLENGE_SECONDS * 1000,
      excludeCredentials: knownCredentials(await this.passkeys.list(id)),
      authenticatorSelection: {
        residentKey: 'preferred',
        requireResidentKey: false,
        userVerification: 'preferred',
      },
      attestation: 'none',
      extensions: { credProps: true },
    };
  }

  /** Spends the challenge, and reads the passkey that was made for it. @throws InvalidChallenge, InvalidPasskey */
  async read(userId: string, credential: NewCredentialDto): Promise<NewPasskey> {
    const challenge = challengeIn(credential.response);
    if (!(await this.challenges.spend(challenge, { purpose: 'enroll', userId })))
      throw new InvalidChallenge();
    const key = await this.party.read(credential, challenge);
    if (!key) throw new InvalidPasskey();
    return key;
  }

  /** What authenticators are told of the passkeys that still count. */
  accepted(userId: string, passkeys: readonly Passkey[]): AcceptedCredentialsDto {
    const allAcceptedCredentialIds = passkeys.map(({ credentialId }) => credentialId);
    return { rpId: this.party.id, userId: userHandleOf(userId), allAcceptedCredentialIds };
  }
}
