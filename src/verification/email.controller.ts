import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { ValidationFailed } from '../common/common.errors.js';
import { SignInOptional } from '../http/access.decorators.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { MailUnavailable } from '../mail/mail.errors.js';
import { Limited } from '../throttling/limit.guard.js';
import { EmailTaken } from '../users/users.errors.js';
import { AccountMailsService } from './account-mails.service.js';
import { EmailVerificationService } from './email-verification.service.js';
import { MailRequestedDto, ResendDto, TokenDto, VerifyEmailDto } from './verification.dto.js';
import { InvalidToken } from './verification.errors.js';

@ApiTags('email')
@Controller('email')
export class EmailController {
  constructor(
    private readonly verification: EmailVerificationService,
    private readonly mails: AccountMailsService,
  ) {}

  @SignInOptional()
  @Post('verify')
  @Limited('MAIL_REQUEST_LIMIT')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    operationId: 'verifyEmail',
    summary: 'Verify an e-mail address',
    description:
      'Takes the token of the mailed link, from anyone who has it, or the mailed code: from the user who is signed in, or with the challenge of POST /email/verify/resend.',
  })
  @ApiNoContentResponse({ description: 'The address is verified.' })
  @ApiProblems(ValidationFailed, InvalidToken, EmailTaken)
  verify(@Body() dto: VerifyEmailDto, @CurrentActor() actor: Actor): Promise<void> {
    return this.verification.verify(dto, actor);
  }

  @SignInOptional()
  @Post('verify/resend')
  @Limited('MAIL_REQUEST_LIMIT')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiBody({ type: ResendDto, required: false, description: 'Empty where a user is signed in.' })
  @ApiOperation({
    operationId: 'resendVerification',
    summary: 'Mail the verification again',
    description:
      'Mails a new link and code to an address that is not verified yet. The answer is the same whether or not there is one.',
  })
  @ApiAcceptedResponse({ type: MailRequestedDto, description: 'The request is taken.' })
  @ApiProblems(ValidationFailed, MailUnavailable)
  async resend(@Body() dto: ResendDto, @CurrentActor() actor: Actor): Promise<MailRequestedDto> {
    return { challenge: await this.mails.resendVerification(dto, actor) };
  }

  @SignInOptional()
  @Post('change/undo')
  @Limited('MAIL_REQUEST_LIMIT')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    operationId: 'undoEmailChange',
    summary: 'Take back a change of the e-mail address',
    description:
      'Takes the token of the notice that went to the old address. The old address is verified again, and every session ends.',
  })
  @ApiNoContentResponse({ description: 'The old address is in force again.' })
  @ApiProblems(ValidationFailed, InvalidToken, EmailTaken)
  undoChange(@Body() { token }: TokenDto, @CurrentActor() actor: Actor): Promise<void> {
    return this.verification.undoChange(token, actor);
  }
}
