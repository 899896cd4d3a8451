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

/** The page that restores the old address after a change. */
@Public()
@ApiExcludeController()
@Controller('undo-email-change')
export class UndoEmailChangePage {
  constructor(
    private readonly forms: LinkForms,
    private readonly verification: EmailVerificationService,
  ) {}

  @ShowsForm('undo_email_change')
  show(@LinkToken() token: string): Promise<FormView> {
    return this.forms.find('undo_email_change', token);
  }

  @TakesForm('undo_email_change')
  undo(@Body() { token }: TokenDto, @CurrentActor() actor: Actor): Promise<void> {
    return this.verification.undoChange(token, actor);
  }
}
