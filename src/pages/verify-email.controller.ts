import { Body, Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { Public } from '../http/access.decorators.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { EmailVerificationService } from '../verification/email-verification.service.js';
import { TokenDto } from '../verification/verification.dto.js';
import { LinkForms } from './link-forms.service.js';
import { LinkToken } from './link-token.decorator.js';
import { ShowsForm, TakesForm } from './page.decorators.js';
import type { FormView } from './page-view.js';

/** The page that verifies an address. */
@Public()
@ApiExcludeController()
@Controller('verify-email')
export class VerifyEmailPage {
  constructor(
    private readonly forms: LinkForms,
    private readonly verification: EmailVerificationService,
  ) {}

  @ShowsForm('verify_email')
  show(@LinkToken() token: string): Promise<FormView> {
    return this.forms.find('verify_email', token);
  }

  @TakesForm('verify_email')
  verify(@Body() { token }: TokenDto, @CurrentActor() actor: Actor): Promise<void> {
    return this.verification.verify({ token }, actor);
  }
}
