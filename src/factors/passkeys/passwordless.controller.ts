import { Controller, Delete, HttpCode, HttpStatus } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import type { Person } from '../../common/principal.js';
import { Caller, Methods, RecentSignIn } from '../../http/access.decorators.js';
import { CurrentActor } from '../../http/current-actor.decorator.js';
import { ApiProblems } from '../../http/problem.decorator.js';
import { Limited } from '../../throttling/limit.guard.js';
import { PasswordNeeded } from './passkeys.errors.js';
import { PasswordlessService } from './passwordless.service.js';

@ApiTags('factors')
@Controller('me/password')
export class PasswordlessController {
  constructor(private readonly passwordless: PasswordlessService) {}

  @Delete()
  @RecentSignIn()
  @Methods('passkey')
  @Limited('own factors')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    operationId: 'removeMyPassword',
    summary: 'Remove my password',
    description:
      'Takes a session that a passkey has proved, and two passkeys that have signed in alone, or one and recovery codes. Every other session of the account ends. POST /me/password sets a password again, after a recent sign-in.',
  })
  @ApiNoContentResponse({ description: 'The account has no password.' })
  @ApiProblems(PasswordNeeded)
  remove(@Caller() caller: Person, @CurrentActor() actor: Actor): Promise<void> {
    return this.passwordless.removePassword(caller, actor);
  }
}
