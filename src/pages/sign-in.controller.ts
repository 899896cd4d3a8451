import { Body, Controller, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { EmailSignInGuard } from '../auth/email-sign-in.guard.js';
import type { RequestOrigin } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { Public } from '../http/access.decorators.js';
import { CurrentClient } from '../http/client-context.decorator.js';
import { Origin } from '../http/request-origin.js';
import type { SignedIn } from '../sign-in/signed-in.js';
import { Limited } from '../throttling/limit.guard.js';
import { EmailSignInService } from '../verification/email-sign-in.service.js';
import { TokenDto } from '../verification/verification.dto.js';
import { LinkForms } from './link-forms.service.js';
import { LinkToken } from './link-token.decorator.js';
import { ShowsForm, TakesSignIn } from './page.decorators.js';
import type { FormView } from './page-view.js';

/** The page that signs in with the link of a mail. */
@Public()
@ApiExcludeController()
@UseGuards(EmailSignInGuard)
@Controller('sign-in/email')
export class SignInPage {
  constructor(
    private readonly forms: LinkForms,
    private readonly signIns: EmailSignInService,
  ) {}

  @ShowsForm('sign_in')
  show(@LinkToken() token: string): Promise<FormView> {
    return this.forms.find('sign_in', token);
  }

  @Limited('MAIL_REQUEST_LIMIT')
  @TakesSignIn('sign_in')
  signIn(
    @Body() { token }: TokenDto,
    @Origin() origin: RequestOrigin,
    @CurrentClient() client: ClientContext,
  ): Promise<SignedIn> {
    return this.signIns.confirm({ token }, { origin, client: { ...client, takesCookies: true } });
  }
}
