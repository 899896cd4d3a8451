import { Body, Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { FactorSignInService } from '../auth/factor-sign-in.service.js';
import type { RequestOrigin } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { Public } from '../http/access.decorators.js';
import { CurrentClient } from '../http/client-context.decorator.js';
import { Origin } from '../http/request-origin.js';
import { InvalidChallenge } from '../sign-in/sign-in.errors.js';
import type { SignedIn } from '../sign-in/signed-in.js';
import { factorAnswerOf } from './factor-code.js';
import { ShowsForm, TakesSignIn } from './page.decorators.js';
import { FactorForm } from './page.dto.js';
import { CHECKED } from './page-view.js';

/** The page that completes a sign-in with a second factor. The response to the first factor contains its form. */
@Public()
@ApiExcludeController()
@Controller('sign-in/factor')
export class FactorPage {
  constructor(private readonly signIns: FactorSignInService) {}

  /**
   * Refuses every request, because no URL contains a challenge. The user has to start the sign-in again. @throws
   * InvalidChallenge
   */
  @ShowsForm('sign_in_factor')
  show(): never {
    throw new InvalidChallenge();
  }

  @TakesSignIn('sign_in_factor')
  finish(
    @Body() { challenge, code, rememberDevice }: FactorForm,
    @Origin() origin: RequestOrigin,
    @CurrentClient() client: ClientContext,
  ): Promise<SignedIn> {
    return this.signIns.finish(challenge, factorAnswerOf(code), {
      origin,
      client: { ...client, takesCookies: true },
      rememberDevice: rememberDevice === CHECKED,
    });
  }
}
