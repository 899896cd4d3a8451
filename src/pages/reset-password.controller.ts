import { Body, Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { Public } from '../http/access.decorators.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { PasswordResetService } from '../verification/password-reset.service.js';
import { LinkForms } from './link-forms.service.js';
import { LinkToken } from './link-token.decorator.js';
import { ShowsForm, TakesForm } from './page.decorators.js';
import { NewPasswordForm } from './page.dto.js';
import type { FormView } from './page-view.js';

/** The page where users choose a new password, and where invited users choose their first one. */
@Public()
@ApiExcludeController()
@Controller('reset-password')
export class ResetPasswordPage {
  constructor(
    private readonly forms: LinkForms,
    private readonly resets: PasswordResetService,
  ) {}

  @ShowsForm('reset_password')
  show(@LinkToken() token: string): Promise<FormView> {
    return this.forms.find('reset_password', token);
  }

  @TakesForm('reset_password')
  reset(@Body() { token, newPassword }: NewPasswordForm, @CurrentActor() actor: Actor): Promise<void> {
    return this.resets.reset({ token, newPassword }, actor);
  }
}
