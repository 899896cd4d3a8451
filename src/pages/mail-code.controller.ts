import { Body, Controller, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { EmailSignInGuard } from '../auth/email-sign-in.guard.js';
import type { RequestOrigin } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { Public } from '../http/access.decorators.js';
import { CurrentClient } from '../http/client-context.decorator.js';
import { Origin } from '../http/request-origin.js';
import type { SignedIn } from '../sign-in/signed-in.js';
import { EmailSignInService } from '../verification/email-sign-in.service.js';
import { OpenPages, type Visit } from './open-pages.service.js';
import { ShowsOpenPage, TakesMailCode } from './page.decorators.js';
import { MailCodeForm } from './page.dto.js';
import { CurrentVisit } from './visit.decorator.js';

/** The page that signs in with the code of a mail, in the browser that requested the mail. */
@Public()
@ApiExcludeController()
@UseGuards(EmailSignInGuard)
@Controller('sign-in/code')
export class MailCodePage {
  constructor(
    private readonly pages: OpenPages,
    private readonly signIns: EmailSignInService,
  ) {}

  /**
   * Redirects to the page that requests a mail, because no URL contains a challenge.
   * @throws SeeOther
   */
  @ShowsOpenPage('mail_code')
  show(@CurrentVisit() { returnTo }: Visit): never {
    return this.pages.elsewhere('mail_sign_in', returnTo);
  }

  @TakesMailCode('mail_code')
  signIn(
    @Body() { challenge, code }: MailCodeForm,
    @Origin() origin: RequestOrigin,
    @CurrentClient() client: ClientContext,
  ): Promise<SignedIn> {
    return this.signIns.confirm({ challenge, code }, { origin, client: { ...client, takesCookies: true } });
  }
}
