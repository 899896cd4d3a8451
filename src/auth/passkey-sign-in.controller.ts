import {
  Body,
  Controller,
  HttpCode,
  HttpStatus,
  Post,
  Query,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestOrigin } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { ValidationFailed } from '../common/common.errors.js';
import { InvalidPasskey } from '../factors/passkeys/passkeys.errors.js';
import { Public } from '../http/access.decorators.js';
import { CurrentClient } from '../http/client-context.decorator.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { Origin } from '../http/request-origin.js';
import { InvalidChallenge } from '../sign-in/sign-in.errors.js';
import type { SignedIn } from '../sign-in/signed-in.js';
import { Limited } from '../throttling/limit.guard.js';
import { LoginQuery } from './auth.dto.js';
import { CookieNotKept, EmailUnverified } from './auth.errors.js';
import { CookieModeGuard } from './cookie-mode.guard.js';
import { PasskeyOptionsDto, PasskeyRequestDto, PasskeySignInDto } from './passkey-sign-in.dto.js';
import { PasskeySignInService } from './passkey-sign-in.service.js';
import { type Bound, CHALLENGE_COOKIE, SignInKeyInterceptor } from './sign-in-key.interceptor.js';
import { SignInRoute } from './sign-in-route.decorator.js';

@ApiTags('auth')
@Controller('login/passkey')
export class PasskeySignInController {
  constructor(private readonly signIns: PasskeySignInService) {}

  @Post('options')
  @Public()
  @UseGuards(CookieModeGuard)
  @Limited('passkey options')
  @UseInterceptors(SignInKeyInterceptor)
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'beginPasskeyLogin',
    summary: 'Begin a login with a passkey',
    description:
      'Returns what the browser needs to have a passkey sign. With the challenge of `mfa_required` the passkeys of that account count, as the second factor. Without one any passkey counts that knows its user and checks them, and is the whole login: the options also serve for autofill (`mediation: "conditional"`). With `?cookie=true` the challenge counts in this browser alone.',
  })
  @ApiOkResponse({
    type: PasskeyRequestDto,
    headers: CHALLENGE_COOKIE,
    description: 'What the browser needs.',
  })
  @ApiProblems(ValidationFailed, CookieNotKept, InvalidChallenge)
  options(
    @Body() { challenge }: PasskeyOptionsDto,
    @Query() _query: LoginQuery,
    @CurrentClient() client: ClientContext,
  ): Promise<Bound<PasskeyRequestDto>> {
    return this.signIns.options(challenge, client);
  }

  @Post()
  @SignInRoute()
  @Limited('passkey sign-ins')
  @ApiOperation({
    operationId: 'logInWithPasskey',
    summary: 'Log in with a passkey',
    description:
      'Takes what a passkey has signed for POST /login/passkey/options. Ends a login that waits for a second factor; or logs in with the passkey alone, which counts as two factors, because the authenticator has checked its user. Each challenge counts once.',
  })
  @ApiProblems(InvalidChallenge, InvalidPasskey, EmailUnverified)
  logIn(
    @Body() dto: PasskeySignInDto,
    @Query() _query: LoginQuery,
    @Origin() origin: RequestOrigin,
    @CurrentClient() client: ClientContext,
  ): Promise<SignedIn> {
    return this.signIns.finish(dto, { origin, client, rememberDevice: dto.rememberDevice });
  }
}
