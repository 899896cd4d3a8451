import { Controller, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { ValidationFailed } from '../common/common.errors.js';
import { ADMIN } from '../common/role-names.js';
import { RecentSignIn, Roles } from '../http/access.decorators.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IdParams } from '../http/id.params.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { MailUnavailable } from '../mail/mail.errors.js';
import { UserNotFound } from '../users/users.errors.js';
import { InvitationsService } from './invitations.service.js';
import { NoAddress } from './verification.errors.js';

@ApiTags('users')
@Roles(ADMIN)
@Controller('users/:id/invite')
export class InvitationsController {
  constructor(private readonly invitations: InvitationsService) {}

  @Post()
  @RecentSignIn()
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'inviteUser',
    summary: 'Invite a user to choose a password',
    description:
      'Mails a link to the address of the user, by which the user chooses a password. No admin knows it. The address is verified by that.',
  })
  @ApiAcceptedResponse({ description: 'The mail is on its way.' })
  @ApiProblems(ValidationFailed, UserNotFound, NoAddress, MailUnavailable)
  invite(@Param() { id }: IdParams, @CurrentActor() actor: Actor): Promise<void> {
    return this.invitations.invite(id, actor);
  }
}
