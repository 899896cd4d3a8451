import { Body, Controller, HttpCode, HttpStatus, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { InvalidPasskey } from '../factors/passkeys/passkeys.errors.js';
import { CurrentClient } from '../http/client-context.decorator.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { InvalidChallenge } from '../sign-in/sign-in.errors.js';
import { LoginQuery, RegisterQuery } from './auth.dto.js';
import {
  FirstPasskeyOptionsDto,
  FirstPasskeyRequestDto,
  RegisterByPasskeyDto,
  RegisteredByPasskeyDto,
} from './passwordless-registration.dto.js';
import { PasswordlessRegistrationService } from './passwordless-registration.service.js';
import { LOGIN_COOKIES, RefreshCookieInterceptor } from './refresh-cookie.interceptor.js';
import { RegistrationAnswerInterceptor } from './registration-answer.interceptor.js';
import { RegistrationRoute } from './registration-route.decorator.js';
import type { Registered } from './registration.service.js';
import { type Bound, CHALLENGE_COOKIE, SignInKeyInterceptor } from './sign-in-key.interceptor.js';

@ApiTags('auth')
@Controller('register/passkey')
export class PasswordlessRegistrationController {
  constructor(private readonly registrations: PasswordlessRegistrationService) {}

  @Post('options')
  @RegistrationRoute()
  @UseInterceptors(SignInKeyInterceptor)
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'beginPasskeyRegistration',
    summary: 'Begin a registration with a passkey',
    description:
      'Returns what the browser needs to make a passkey for an account without a password. No account is made yet, and the name stays free. The challenge counts once, for ten minutes.',
  })
  @ApiOkResponse({
    type: FirstPasskeyRequestDto,
    headers: CHALLENGE_COOKIE,
    description: 'What the browser needs.',
  })
  options(
    @Body() dto: FirstPasskeyOptionsDto,
    @Query() _query: LoginQuery,
    @CurrentClient() client: ClientContext,
  ): Promise<Bound<FirstPasskeyRequestDto>> {
    return this.registrations.options(dto, client);
  }

  @Post()
  @RegistrationRoute()
  @UseInterceptors(RefreshCookieInterceptor, RegistrationAnswerInterceptor)
  @ApiOperation({
    operationId: 'registerWithPasskey',
    summary: 'Register an account with a passkey',
    description:
      'Creates an account with the role `user`, without a password, from what the browser made of POST /register/passkey/options. The passkey must have checked its user. With `?signIn=true` it also starts a session, which counts as proved by two factors.',
  })
  @ApiCreatedResponse({
    type: RegisteredByPasskeyDto,
    headers: LOGIN_COOKIES,
    description: 'The new account.',
  })
  @ApiProblems(InvalidChallenge, InvalidPasskey)
  register(
    @Body() dto: RegisterByPasskeyDto,
    @Query() query: RegisterQuery,
    @CurrentActor() actor: Actor,
    @CurrentClient() client: ClientContext,
  ): Promise<Registered> {
    return this.registrations.register(dto, query, actor, client);
  }
}
