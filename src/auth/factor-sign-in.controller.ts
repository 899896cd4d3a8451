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
import { Public } from '../http/access.decorators.js';
import { CurrentClient } from '../http/client-context.decorator.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { Origin } from '../http/request-origin.js';
import { InvalidChallenge, InvalidCode } from '../sign-in/sign-in.errors.js';
import type { SignedIn } from '../sign-in/signed-in.js';
import { ApiRateLimited } from '../throttling/limit.guard.js';
import { LoginQuery, TokensDto } from './auth.dto.js';
import { CookieNotKept } from './auth.errors.js';
import { CookieModeGuard } from './cookie-mode.guard.js';
import { RecoverySignInDto, TotpSignInDto } from './factor-sign-in.dto.js';
import { FactorSignInService } from './factor-sign-in.service.js';
import { LoginAnswerInterceptor } from './login-answer.interceptor.js';
import { LoginMetricsInterceptor } from './login-metrics.interceptor.js';
import { LOGIN_COOKIES, RefreshCookieInterceptor } from './refresh-cookie.interceptor.js';

@Public()
@ApiTags('auth')
@Controller('login')
@UseGuards(CookieModeGuard)
@UseInterceptors(LoginMetricsInterceptor, RefreshCookieInterceptor, LoginAnswerInterceptor)
export class FactorSignInController {
  constructor(private readonly signIns: FactorSignInService) {}

  @Post('totp')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'logInWithTotp',
    summary: 'Finish a login with an authenticator app',
    description:
      'Takes the challenge of `mfa_required` and the code that the authenticator app shows. Each code counts once, and a challenge bears five attempts.',
  })
  @ApiOkResponse({ type: TokensDto, headers: LOGIN_COOKIES, description: 'The tokens of the new session.' })
  @ApiProblems(ValidationFailed, CookieNotKept, InvalidChallenge, InvalidCode)
  @ApiRateLimited()
  totp(
    @Body() { challenge, code, rememberDevice }: TotpSignInDto,
    @Query() _query: LoginQuery,
    @Origin() origin: RequestOrigin,
    @CurrentClient() client: ClientContext,
  ): Promise<SignedIn> {
    return this.signIns.finish(challenge, { kind: 'totp', code }, { origin, client, rememberDevice });
  }

  @Post('recovery-code')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'logInWithRecoveryCode',
    summary: 'Finish a login with a recovery code',
    description:
      'Takes the challenge of `mfa_required` and a recovery code in place of another factor. Each code counts once, and a challenge bears five attempts.',
  })
  @ApiOkResponse({ type: TokensDto, headers: LOGIN_COOKIES, description: 'The tokens of the new session.' })
  @ApiProblems(ValidationFailed, CookieNotKept, InvalidChallenge, InvalidCode)
  @ApiRateLimited()
  recoveryCode(
    @Body() { challenge, code, rememberDevice }: RecoverySignInDto,
    @Query() _query: LoginQuery,
    @Origin() origin: RequestOrigin,
    @CurrentClient() client: ClientContext,
  ): Promise<SignedIn> {
    return this.signIns.finish(
      challenge,
      { kind: 'recovery_code', code },
      { origin, client, rememberDevice },
    );
  }
}
