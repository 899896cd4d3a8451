import { Body, Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SignInService } from '../auth/sign-in.service.js';
import type { RequestOrigin } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { Public } from '../http/access.decorators.js';
import { CurrentClient } from '../http/client-context.decorator.js';
import { Origin } from '../http/request-origin.js';
import type { SignedIn } from '../sign-in/signed-in.js';
import type { OpenFormView } from './open-page-view.js';
import { OpenPages, type Visit } from './open-pages.service.js';
import { ShowsOpenPage, TakesPassword } from './page.decorators.js';
import { PasswordSignInForm } from './page.dto.js';
import { CurrentVisit } from './visit.decorator.js';

/** The page that signs in with a name and a password. */
@Public()
@ApiExcludeController()
@Controller('sign-in')
export class PasswordSignInPage {
  constructor(
    private readonly pages: OpenPages,
    private readonly signIns: SignInService,
  ) {}

  @ShowsOpenPage('password_sign_in')
  show(@CurrentVisit() visit: Visit): Promise<OpenFormView> {
    return this.pages.entrance('password_sign_in', visit);
  }

  @TakesPassword('password_sign_in')
  signIn(
    @Body() { name, password, proof }: PasswordSignInForm,
    @Origin() origin: RequestOrigin,
    @CurrentClient() client: ClientContext,
  ): Promise<SignedIn> {
    return this.signIns.signIn(
      { name, password, proof },
      { origin, client: { ...client, takesCookies: true } },
    );
  }
}
