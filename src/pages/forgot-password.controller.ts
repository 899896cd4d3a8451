import { Body, Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { Public } from '../http/access.decorators.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { AccountMailsService } from '../verification/account-mails.service.js';
import type { OpenDoneView, OpenFormView } from './open-page-view.js';
import { OpenPages, type Visit } from './open-pages.service.js';
import { ShowsOpenPage, TakesOpenForm } from './page.decorators.js';
import { MailRequestForm } from './page.dto.js';
import { CurrentVisit } from './visit.decorator.js';

/** The page that requests the mail with a link to choose a password. The response is the same for every name. */
@Public()
@ApiExcludeController()
@Controller('forgot-password')
export class ForgotPasswordPage {
  constructor(
    private readonly pages: OpenPages,
    private readonly mails: AccountMailsService,
  ) {}

  @ShowsOpenPage('forgot_password')
  show(@CurrentVisit() { returnTo }: Visit): OpenFormView {
    return this.pages.form('forgot_password', returnTo);
  }

  @TakesOpenForm('forgot_password', 'MAIL_REQUEST_LIMIT')
  ask(@Body() { login, return_to }: MailRequestForm, @CurrentActor() actor: Actor): Promise<OpenDoneView> {
    return this.mails
      .request({ purpose: 'reset_password', login }, actor)
      .then(() => this.pages.done('forgot_password', return_to));
  }
}
