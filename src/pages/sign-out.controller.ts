import { Body, Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { Public } from '../http/access.decorators.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import type { OpenDoneView, OpenFormView } from './open-page-view.js';
import { OpenPages, type Visit } from './open-pages.service.js';
import { ShowsOpenPage, TakesSignOut } from './page.decorators.js';
import { SignOutForm } from './page.dto.js';
import { CurrentVisit } from './visit.decorator.js';

/** The page that signs out. Opening it does not end the session, because any page could link here. */
@Public()
@ApiExcludeController()
@Controller('sign-out')
export class SignOutPage {
  constructor(private readonly pages: OpenPages) {}

  @ShowsOpenPage('sign_out')
  show(@CurrentVisit() visit: Visit): Promise<OpenFormView | OpenDoneView> {
    return this.pages.signOut(visit);
  }

  @TakesSignOut('sign_out')
  signOut(
    @Body() _form: SignOutForm,
    @CurrentVisit() visit: Visit,
    @CurrentActor() actor: Actor,
  ): Promise<OpenDoneView> {
    return this.pages.endSession(visit, actor);
  }
}
