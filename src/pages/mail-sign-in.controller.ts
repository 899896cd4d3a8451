import { Body, Controller, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { EmailSignInGuard } from '../auth/email-sign-in.guard.js';
import type { Actor } from '../common/actor.js';
import { Public } from '../http/access.decorators.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { EmailSignInService } from '../verification/email-sign-in.service.js';
import type { OpenFormView } from './open-page-view.js';
import { OpenPages, type Visit } from './open-pages.service.js';
import { ShowsOpenPage, TakesOpenForm } from './page.decorators.js';
import { MailRequestForm } from './page.dto.js';
import { CurrentVisit } from './visit.decorator.js';

/**
 * The page that requests a mail to sign in with. The response is the same for every name: the form for the
 * code.
 */
@Public()
@ApiExcludeController()
@UseGuards(EmailSignInGuard)
@Controller('sign-in/mail')
export class MailSignInPage {
  constructor(
    private readonly pages: OpenPages,
    private readonly signIns: EmailSignInService,
  ) {}

  @ShowsOpenPage('mail_sign_in')
  show(@CurrentVisit() visit: Visit): Promise<OpenFormView> {
    return this.pages.entrance('mail_sign_in', visit);
  }

  @TakesOpenForm('mail_sign_in', 'MAIL_REQUEST_LIMIT')
  ask(@Body() { login, return_to }: MailRequestForm, @CurrentActor() actor: Actor): Promise<OpenFormView> {
    return this.signIns
      .request({ login }, actor)
      .then(({ challenge }) => this.pages.form('mail_code', return_to, challenge));
  }
}
