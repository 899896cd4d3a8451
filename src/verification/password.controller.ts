import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { ValidationFailed } from '../common/common.errors.js';
import { Public } from '../http/access.decorators.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { MailUnavailable } from '../mail/mail.errors.js';
import { Overloaded } from '../passwords/passwords.errors.js';
import { Limited } from '../throttling/limit.guard.js';
import { AccountMailsService } from './account-mails.service.js';
import { PasswordResetService } from './password-reset.service.js';
import { MailRequestDto, MailRequestedDto, ResetPasswordDto } from './verification.dto.js';
import { InvalidToken } from './verification.errors.js';

@Public()
@ApiTags('password')
@Controller('password')
export class PasswordController {
  constructor(
    private readonly mails: AccountMailsService,
    private readonly resets: PasswordResetService,
  ) {}

  @Post('forgot')
  @Limited('MAIL_REQUEST_LIMIT')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'forgotPassword',
    summary: 'Ask for a new password',
    description:
      'Mails a link and a code to the verified address of the account. The answer is the same for an account that does not exist, is disabled, or has no verified address; then no mail is sent.',
  })
  @ApiAcceptedResponse({ type: MailRequestedDto, description: 'The request is taken.' })
  @ApiProblems(ValidationFailed, MailUnavailable)
  async forgot(@Body() { login }: MailRequestDto, @CurrentActor() actor: Actor): Promise<MailRequestedDto> {
    return { challenge: await this.mails.request({ purpose: 'reset_password', login }, actor) };
  }

  @Post('reset')
  @Limited('MAIL_REQUEST_LIMIT')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    operationId: 'resetPassword',
    summary: 'Set a new password',
    description:
      'Takes the token of the mailed link, or the challenge of the request and the mailed code. Every session of the account ends. An invited user sets the first password here too.',
  })
  @ApiNoContentResponse({ description: 'The new password counts.' })
  @ApiProblems(ValidationFailed, InvalidToken, Overloaded)
  reset(@Body() dto: ResetPasswordDto, @CurrentActor() actor: Actor): Promise<void> {
    return this.resets.reset(dto, actor);
  }
}
