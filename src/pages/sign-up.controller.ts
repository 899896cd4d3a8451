import { Body, Controller, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { RegistrationGuard } from '../auth/registration.guard.js';
import type { Actor } from '../common/actor.js';
import { Public } from '../http/access.decorators.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import type { OpenDoneView, OpenFormView } from './open-page-view.js';
import { OpenPages, type Visit } from './open-pages.service.js';
import { ShowsOpenPage, TakesOpenForm } from './page.decorators.js';
import { SignUpForm } from './page.dto.js';
import { Registrations } from './registrations.service.js';
import { CurrentVisit } from './visit.decorator.js';

/** The page that creates an account. */
@Public()
@ApiExcludeController()
@UseGuards(RegistrationGuard)
@Controller('sign-up')
export class SignUpPage {
  constructor(
    private readonly pages: OpenPages,
    private readonly registrations: Registrations,
  ) {}

  @ShowsOpenPage('sign_up')
  show(@CurrentVisit() visit: Visit): Promise<OpenFormView> {
    return this.pages.entrance('sign_up', visit);
  }

  @TakesOpenForm('sign_up', 'REGISTER_LIMIT', { hashesPassword: true })
  signUp(@Body() form: SignUpForm, @CurrentActor() actor: Actor): Promise<OpenDoneView> {
    return this.registrations.signUp(form, form.return_to, actor);
  }
}
