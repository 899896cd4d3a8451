import { Body, Controller, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestOrigin } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { CurrentClient } from '../http/client-context.decorator.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { Origin } from '../http/request-origin.js';
import { InvalidChallenge, InvalidCode } from '../sign-in/sign-in.errors.js';
import type { SignedIn } from '../sign-in/signed-in.js';
import { ApiRateLimited } from '../throttling/limit.guard.js';
import { LoginQuery } from './auth.dto.js';
import { RecoverySignInDto, TotpSignInDto } from './factor-sign-in.dto.js';
import { FactorSignInService } from './factor-sign-in.service.js';
import { SignInRoute } from './sign-in-route.decorator.js';

@ApiTags('auth')
@Controller('login')
export class FactorSignInController {
  constructor(private readonly signIns: FactorSignInService) {}

  @Post('totp')
  @SignInRoute()
  @ApiOperation({
    operationId: 'logInWithTotp',
    summary: 'Finish a login with an authenticator app',
    description:
      'Takes the challenge of `mfa_required` and the code that the authenticator app shows. Each code counts once, and a challenge bears five attempts.',
  })
  @ApiProblems(InvalidChallenge, InvalidCode)
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
  @SignInRoute()
  @ApiOperation({
    operationId: 'logInWithRecoveryCode',
    summary: 'Finish a login with a recovery code',
    description:
      'Takes the challenge of `mfa_required` and a recovery code in place of another factor. Each code counts once, and a challenge bears five attempts.',
  })
  @ApiProblems(InvalidChallenge, InvalidCode)
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
