import { Body, Controller, Get, HttpCode, HttpStatus, Post, Query, UseInterceptors } from '@nestjs/common';
import {
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Caller, Public, RefreshCookieSuffices } from '../common/access.decorators.js';
import { type Actor, Acting } from '../common/actor.js';
import { ValidationFailed } from '../common/common.errors.js';
import { CredentialsRoute, FORM, JSON_TYPE } from '../common/content-types.js';
import type { Person } from '../common/principal.js';
import { ApiProblems } from '../common/problem.decorator.js';
import { type BrowserCookie, RefreshCookie } from '../common/refresh-cookie.js';
import { Origin, type RequestOrigin } from '../common/request-origin.js';
import { Overloaded } from '../passwords/passwords.errors.js';
import { InvalidRefreshToken } from '../sessions/sessions.errors.js';
import { Limited } from '../throttling/limited.js';
import { ApiRateLimited } from '../throttling/rate-limit-headers.js';
import { Visit, type Visitor } from '../throttling/visitor.js';
import { NameTaken } from '../users/users.errors.js';
import {
  LoginDto,
  LoginQuery,
  ProtectedDto,
  RefreshDto,
  RegisterDto,
  RegisteredDto,
  TokensDto,
} from './auth.dto.js';
import { InvalidCredentials, OriginRefused } from './auth.errors.js';
import { LoginMetricsInterceptor } from './login-metrics.interceptor.js';
import { LoginService } from './login.service.js';
import { LogoutService } from './logout.service.js';
import { RefreshCookieInterceptor, SETS_COOKIE } from './refresh-cookie.interceptor.js';
import { RegistrationService } from './registration.service.js';
import { SessionContinuationService } from './session-continuation.service.js';

@ApiTags('auth')
@Controller()
export class AuthController {
  constructor(
    private readonly registration: RegistrationService,
    private readonly signIn: LoginService,
    private readonly continuation: SessionContinuationService,
    private readonly leaving: LogoutService,
  ) {}

  @Public()
  @Post('register')
  @Limited('REGISTER_LIMIT')
  @CredentialsRoute()
  @ApiConsumes(JSON_TYPE, FORM)
  @ApiOperation({ summary: 'Make an account' })
  @ApiCreatedResponse({ type: RegisteredDto })
  @ApiProblems(ValidationFailed, NameTaken, Overloaded)
  register(@Body() dto: RegisterDto, @Acting() actor: Actor): Promise<RegisteredDto> {
    return this.registration.register(dto, actor);
  }

  @Public()
  @Post('login')
  @HttpCode(HttpStatus.OK)
  @CredentialsRoute()
  @UseInterceptors(LoginMetricsInterceptor, RefreshCookieInterceptor)
  @ApiConsumes(JSON_TYPE, FORM)
  @ApiOperation({ summary: 'Sign in' })
  @ApiOkResponse({ type: TokensDto, headers: SETS_COOKIE })
  @ApiProblems(ValidationFailed, InvalidCredentials, Overloaded)
  @ApiRateLimited()
  login(
    @Body() dto: LoginDto,
    @Query() _query: LoginQuery,
    @Origin() origin: RequestOrigin,
    @Visit() visitor: Visitor,
  ): Promise<TokensDto> {
    return this.signIn.login(dto, origin, visitor);
  }

  @Public()
  @Post('refresh')
  @Limited('REFRESH_LIMIT')
  @HttpCode(HttpStatus.OK)
  @UseInterceptors(RefreshCookieInterceptor)
  @ApiOperation({ summary: 'Trade a refresh token, or the cookie that holds one, for the next' })
  @ApiOkResponse({ type: TokensDto, headers: SETS_COOKIE })
  @ApiProblems(ValidationFailed, InvalidRefreshToken, OriginRefused)
  refresh(
    @Body() dto: RefreshDto,
    @RefreshCookie() cookie: BrowserCookie,
    @Acting() actor: Actor,
  ): Promise<TokensDto> {
    return this.continuation.refresh(dto, cookie, actor);
  }

  @RefreshCookieSuffices()
  @Post('logout')
  @HttpCode(HttpStatus.NO_CONTENT)
  @UseInterceptors(RefreshCookieInterceptor)
  @ApiOperation({ summary: 'End this session, at once' })
  @ApiNoContentResponse()
  @ApiProblems(InvalidRefreshToken, OriginRefused)
  logout(
    @Caller() caller: Person | undefined,
    @RefreshCookie() cookie: BrowserCookie,
    @Acting() actor: Actor,
  ): Promise<void> {
    return this.leaving.logout(caller, cookie, actor);
  }

  @Get('protected')
  @ApiOperation({ summary: 'Reach what only signed-in callers reach' })
  @ApiOkResponse({ type: ProtectedDto })
  protected(): ProtectedDto {
    return { msg: 'Congrats! You are seeing this because you are authorized' };
  }
}
