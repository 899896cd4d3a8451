import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import type { Person } from '../common/principal.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { SessionProofs } from '../sessions/session-proofs.js';
import { AccessTokensService } from '../tokens/access-tokens.service.js';
import { Unauthenticated } from '../users/access.errors.js';
import { CredentialsService } from '../users/credentials.service.js';
import { AccessTokenDto } from './auth.dto.js';
import { SecondFactorNeeded } from './auth.errors.js';
import { type StepUpDto, stepUpProofOf } from './step-up.dto.js';
import { StepUpCheck } from './step-up-check.js';

/** Makes the sign-in of a session recent again (RFC 9470, ASVS 7.5.3). */
@Injectable()
export class StepUpService {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly check: StepUpCheck,
    private readonly sessions: SessionProofs,
    private readonly accessTokens: AccessTokensService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Exchanges a password or a second factor for a fresh access token of the same session.
   * @throws ValidationFailed, SecondFactorNeeded, WrongPassword, InvalidCode, InvalidPasskey, RateLimited, Overloaded;
   * Unauthenticated when the session has ended, or the account has changed, meanwhile
   */
  async stepUp(person: Person, dto: StepUpDto, actor: Actor, client: ClientContext): Promise<AccessTokenDto> {
    const proof = stepUpProofOf(dto);
    const user = await this.credentials.findById(person.subject);
    if (!user) throw new Unauthenticated(undefined, { challenge: 'another token' });
    if ('password' in proof && (await this.sessions.owesFactor(person.sessionId)))
      throw new SecondFactorNeeded();
    const checked = await this.check.begin(user, proof, actor, client);
    const granted = await this.unitOfWork.run(async (transaction) => {
      const subject = await this.credentials.lock(user, transaction);
      if (!subject) return undefined;
      const amr = await this.check.spend(user, checked, actor, transaction);
      return amr ? this.sessions.add(person.sessionId, subject, amr, actor, transaction) : 'wrong';
    });
    if (granted === 'wrong') return this.check.refuse(proof, user, actor);
    if (!granted) throw new Unauthenticated(undefined, { challenge: 'another token' });
    await this.check.accepted(checked);
    return AccessTokenDto.of(await this.accessTokens.issue(granted), this.accessTokens.lifetime);
  }
}
