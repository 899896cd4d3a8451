import { Body, Controller, HttpCode, HttpStatus, Post, Query, UseGuards } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor, RequestOrigin } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { NotFound, ValidationFailed } from '../common/common.errors.js';
import { Public } from '../http/access.decorators.js';
import { CurrentClient } from '../http/client-context.decorator.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { Origin } from '../http/request-origin.js';
import { MailUnavailable } from '../mail/mail.errors.js';
import { MfaRequired } from '../sign-in/sign-in.errors.js';
import type { SignedIn } from '../sign-in/signed-in.js';
import { Limited } from '../throttling/limit.guard.js';
import { EmailSignInService } from '../verification/email-sign-in.service.js';
import { ConfirmSignInDto, MailRequestDto, SignInMailedDto } from '../verification/verification.dto.js';
import { InvalidToken } from '../verification/verification.errors.js';
import { LoginQuery } from './auth.dto.js';
import { EmailSignInGuard } from './email-sign-in.guard.js';
import { SignInRoute } from './sign-in-route.decorator.js';

@ApiTags('auth')
@Controller('login/email')
export class EmailSignInController {
  constructor(private readonly signIns: EmailSignInService) {}

  @Post()
  @Public()
  @Limited('MAIL_REQUEST_LIMIT')
  @UseGuards(EmailSignInGuard) // below the limit, because the lowest guard runs first
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'requestEmailLogin',
    summary: 'Ask for a mail to log in with',
    description:
      'Mails a link and a code to the verified address of the account. The answer is the same for an account that does not exist, is disabled, or has no verified address; then no mail is sent. Where LOGIN_BY_EMAIL is `off`, the answer is 404.',
  })
  @ApiAcceptedResponse({ type: SignInMailedDto, description: 'The request is taken.' })
  @ApiProblems(ValidationFailed, NotFound, MailUnavailable)
  request(@Body() dto: MailRequestDto, @CurrentActor() actor: Actor): Promise<SignInMailedDto> {
    return this.signIns.request(dto, actor);
  }

  @Post('confirm')
  @SignInRoute()
  @Limited('MAIL_REQUEST_LIMIT')
  @UseGuards(EmailSignInGuard)
  @ApiOperation({
    operationId: 'logInByEmail',
    summary: 'Log in with what was mailed',
    description:
      'Starts a session with the token of the mailed link, or with the challenge of the request and the mailed code. Each counts once. Where LOGIN_BY_EMAIL is `off`, the answer is 404.',
  })
  @ApiProblems(InvalidToken, MfaRequired, NotFound)
  confirm(
    @Body() dto: ConfirmSignInDto,
    @Query() _query: LoginQuery,
    @Origin() origin: RequestOrigin,
    @CurrentClient() client: ClientContext,
  ): Promise<SignedIn> {
    return this.signIns.confirm(dto, { origin, client });
  }
}
