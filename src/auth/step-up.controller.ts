import { Body, Controller, HttpCode, HttpStatus, Post, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { ValidationFailed } from '../common/common.errors.js';
import type { Person } from '../common/principal.js';
import { RequestOptionsDto } from '../factors/passkeys/passkey-options.dto.js';
import { InvalidPasskey } from '../factors/passkeys/passkeys.errors.js';
import { Caller, ForEnrollment } from '../http/access.decorators.js';
import { CurrentClient } from '../http/client-context.decorator.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { Overloaded } from '../passwords/passwords.errors.js';
import { InvalidCode } from '../sign-in/sign-in.errors.js';
import { Limited } from '../throttling/limit.guard.js';
import { WrongPassword } from '../users/account.errors.js';
import { AccessTokenDto } from './auth.dto.js';
import { SecondFactorNeeded } from './auth.errors.js';
import { StepUpDto } from './step-up.dto.js';
import { StepUpFactors } from './step-up-factors.js';
import { StepUpMetricsInterceptor } from './step-up-metrics.interceptor.js';
import { StepUpService } from './step-up.service.js';

@ApiTags('auth')
@Controller('step-up')
export class StepUpController {
  constructor(
    private readonly stepUps: StepUpService,
    private readonly factors: StepUpFactors,
  ) {}

  @Post('passkey/options')
  @ForEnrollment()
  @Limited('own password')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'beginPasskeyStepUp',
    summary: 'Begin a step-up with a passkey',
    description:
      'Returns what `navigator.credentials.get` needs to have a passkey of the caller sign, in the form that `PublicKeyCredential.parseRequestOptionsFromJSON` takes. POST /step-up takes the result, once.',
  })
  @ApiOkResponse({ type: RequestOptionsDto, description: 'What the browser needs.' })
  passkeyOptions(@Caller() { subject }: Person): Promise<RequestOptionsDto> {
    return this.factors.passkeyOptions(subject);
  }

  @Post()
  @ForEnrollment()
  @UseInterceptors(StepUpMetricsInterceptor)
  @Limited('own password')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'stepUp',
    summary: 'Make my sign-in recent again',
    description:
      'Takes the password, the code of a second factor, or what a passkey has signed, and returns a fresh access token of the same session. Where the account has a second factor that was not given in this session, because a remembered device stood in for it or because the session is older, a password is not enough (`second_factor_needed`). Routes that change an account need one when the sign-in is older than STEP_UP_AGE (`insufficient_user_authentication`, RFC 9470).',
  })
  @ApiOkResponse({ type: AccessTokenDto, description: 'A fresh access token.' })
  @ApiProblems(ValidationFailed, SecondFactorNeeded, WrongPassword, InvalidCode, InvalidPasskey, Overloaded)
  stepUp(
    @Caller() person: Person,
    @Body() dto: StepUpDto,
    @CurrentActor() actor: Actor,
    @CurrentClient() client: ClientContext,
  ): Promise<AccessTokenDto> {
    return this.stepUps.stepUp(person, dto, actor, client);
  }
}
