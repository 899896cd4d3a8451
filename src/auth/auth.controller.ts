import { Body, Controller, Get, HttpCode, HttpStatus, Post, Query, UseInterceptors } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import {
  Caller,
  ForEnrollment,
  Public,
  ReadsRefreshCookie,
  RefreshCookieSuffices,
} from '../http/access.decorators.js';
import type { Actor } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { CurrentClient } from '../http/client-context.decorator.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { ValidationFailed } from '../common/common.errors.js';
import { CredentialsRoute, FORM, JSON_TYPE } from '../http/content-types.js';
import { ApiIdempotencyKey, IdempotencyKey } from '../http/idempotency-key.decorator.js';
import type { Person } from '../common/principal.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { type BrowserCookie, RefreshCookie } from '../http/refresh-cookie.js';
import type { RequestOrigin } from '../common/actor.js';
import { Origin } from '../http/request-origin.js';
import { Overloaded } from '../passwords/passwords.errors.js';
import { InvalidRefreshToken } from '../sessions/sessions.errors.js';
import { RefreshFlow } from '../sessions/refresh-flow.js';
import { MfaRequired } from '../sign-in/sign-in.errors.js';
import type { SignedIn } from '../sign-in/signed-in.js';
import { ApiRateLimited, Limited } from '../throttling/limit.guard.js';
import { ProofRequired } from '../throttling/throttling.errors.js';
import {
  PasswordLoginDto,
  LoginQuery,
  ProtectedDto,
  RefreshDto,
  RegisterDto,
  RegisteredDto,
  RegisterQuery,
  TokensDto,
} from './auth.dto.js';
import { BrowserOrigins } from './browser-origins.js';
import { EmailUnverified, InvalidCredentials, OriginRefused } from './auth.errors.js';
import { LogoutService } from './logout.service.js';
import { RefreshAnsweredInterceptor } from './refresh-answered.interceptor.js';
import {
  LOGIN_COOKIES,
  LOGOUT_COOKIE,
  REFRESH_COOKIE,
  RefreshCookieInterceptor,
} from './refresh-cookie.interceptor.js';
import { SignInService } from './sign-in.service.js';
import { RegistrationAnswerInterceptor } from './registration-answer.interceptor.js';
import { RegistrationRoute } from './registration-route.decorator.js';
import { SignInRoute } from './sign-in-route.decorator.js';
import { type Registered, RegistrationService } from './registration.service.js';

@ApiTags('auth')
@Controller()
export class AuthController {
  constructor(
    private readonly registrations: RegistrationService,
    private readonly signIns: SignInService,
    private readonly refreshes: RefreshFlow,
    private readonly logouts: LogoutService,
    private readonly origins: BrowserOrigins,
  ) {}

  @Post('register')
  @RegistrationRoute()
  @UseInterceptors(RefreshCookieInterceptor, RegistrationAnswerInterceptor)
  @CredentialsRoute()
  @ApiConsumes(JSON_TYPE, FORM)
  @ApiOperation({
    operationId: 'registerUser',
    summary: 'Register an account',
    description:
      'Creates an account with the role `user`. With `?signIn=true` it also starts a session. Where REGISTRATION is `closed`, only admins create accounts.',
  })
  @ApiCreatedResponse({ type: RegisteredDto, headers: LOGIN_COOKIES, description: 'The new account.' })
  @ApiProblems(Overloaded)
  register(
    @Body() dto: RegisterDto,
    @Query() query: RegisterQuery,
    @CurrentActor() actor: Actor,
    @CurrentClient() client: ClientContext,
  ): Promise<Registered> {
    return this.registrations.register(dto, query, actor, client);
  }

  @Post('login')
  @SignInRoute()
  @CredentialsRoute()
  @ApiConsumes(JSON_TYPE, FORM)
  @ApiOperation({
    operationId: 'logIn',
    summary: 'Log in',
    description:
      'Starts a session with a name and a password. Unknown name, wrong password and disabled account get the same answer after the same time. Where REQUIRE_VERIFIED_EMAIL is `true`, the right password of an account without a verified address is answered with `email_unverified`.',
  })
  @ApiProblems(InvalidCredentials, EmailUnverified, MfaRequired, Overloaded, ProofRequired)
  @ApiRateLimited()
  login(
    @Body() dto: PasswordLoginDto,
    @Query() _query: LoginQuery,
    @Origin() origin: RequestOrigin,
    @CurrentClient() client: ClientContext,
  ): Promise<SignedIn> {
    return this.signIns.signIn(dto, { origin, client });
  }

  @Public()
  @ReadsRefreshCookie()
  @Post('refresh')
  @Limited('REFRESH_LIMIT')
  @HttpCode(HttpStatus.OK)
  @UseInterceptors(RefreshCookieInterceptor, RefreshAnsweredInterceptor)
  @ApiIdempotencyKey(
    'A random key that the client makes and stores before it asks. The same token with the same key gets the same successor ' +
      'for as long as the session lives and the successor is unused, so that a lost answer does no harm.',
  )
  @ApiBody({ type: RefreshDto, required: false, description: 'Empty where the cookie holds the token.' })
  @ApiOperation({
    operationId: 'refreshSession',
    summary: 'Refresh the tokens of a session',
    description:
      'Exchanges a refresh token for new tokens. The refresh token comes in the body, or in the cookie of a browser that logged in with `?cookie=true`. Each refresh token is used once.',
  })
  @ApiOkResponse({ type: TokensDto, headers: REFRESH_COOKIE, description: 'The next tokens of the session.' })
  @ApiProblems(ValidationFailed, InvalidRefreshToken, OriginRefused)
  async refresh(
    @Body() { refreshToken }: RefreshDto,
    @RefreshCookie() cookie: BrowserCookie,
    @IdempotencyKey() key: string | undefined,
    @CurrentActor() actor: Actor,
  ): Promise<TokensDto> {
    return TokensDto.ofIssued(
      await this.refreshes.refresh(
        { refreshToken: refreshToken ?? this.origins.trusted(cookie), key },
        actor,
      ),
    );
  }

  @RefreshCookieSuffices()
  @Post('logout')
  @ForEnrollment()
  @HttpCode(HttpStatus.NO_CONTENT)
  @UseInterceptors(RefreshCookieInterceptor)
  @ApiOperation({
    operationId: 'logOut',
    summary: 'Log out',
    description:
      'Ends the current session. Its access tokens are refused everywhere within a second. A browser may send the refresh cookie instead of an access token.',
  })
  @ApiNoContentResponse({ headers: LOGOUT_COOKIE, description: 'The session has ended.' })
  @ApiProblems(InvalidRefreshToken, OriginRefused)
  async logout(
    @Caller() caller: Person | undefined,
    @RefreshCookie() cookie: BrowserCookie,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    return this.logouts.logout(
      caller ? { sessionId: caller.sessionId } : { refreshToken: this.origins.trusted(cookie) },
      actor,
    );
  }

  @Get('protected')
  @ApiOperation({
    operationId: 'getProtected',
    summary: 'Read a protected message',
    description: 'An example of a route that needs an access token.',
  })
  @ApiOkResponse({ type: ProtectedDto, description: 'The access token is valid.' })
  protected(): ProtectedDto {
    return { msg: 'Congrats! You are seeing this because you are authorized' };
  }
}
