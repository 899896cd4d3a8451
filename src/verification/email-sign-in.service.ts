import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { type SignedIn, signedIn } from '../sign-in/signed-in.js';
import type { SignInPlace } from '../sign-in/sign-in-flow.js';
import { AccessTokensService } from '../tokens/access-tokens.service.js';
import { AccountMailsService } from './account-mails.service.js';
import { givenProofOf } from './given-proof.js';
import { ProofsService } from './proofs.service.js';
import { PURPOSES } from './purposes.js';
import { SessionsByMail } from './sessions-by-mail.js';
import type { ConfirmSignInDto, MailRequestDto, SignInMailedDto } from './verification.dto.js';
import { InvalidToken } from './verification.errors.js';

/** Signs users in by a link, or a code, that is mailed to the verified address of their account. */
@Injectable()
export class EmailSignInService {
  constructor(
    private readonly mails: AccountMailsService,
    private readonly proofs: ProofsService,
    private readonly sessions: SessionsByMail,
    private readonly accessTokens: AccessTokensService,
  ) {}

  /** Requests the mail. The response is the same whether or not the account exists. @throws MailUnavailable */
  async request({ login }: MailRequestDto, actor: Actor): Promise<SignInMailedDto> {
    const challenge = await this.mails.request({ purpose: 'login', login }, actor);
    return { challenge, expiresIn: PURPOSES.login.codeMs / 1000 };
  }

  /**
   * Returns the tokens of a new session for the mailed token or code, once.
   * @throws ValidationFailed, InvalidToken, MfaRequired
   */
  async confirm(dto: ConfirmSignInDto, place: SignInPlace): Promise<SignedIn> {
    const found = await this.proofs.find(givenProofOf(dto), ['login']);
    const begun = found && (await this.sessions.start(found, place));
    if (!begun) throw new InvalidToken();
    return signedIn(this.accessTokens, begun);
  }
}
