import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import { ValidationFailed } from '../../common/common.errors.js';
import type { Person } from '../../common/principal.js';
import { Caller, ForEnrollment, RecentSignIn } from '../../http/access.decorators.js';
import { CurrentActor } from '../../http/current-actor.decorator.js';
import { IdParams } from '../../http/id.params.js';
import { ApiProblems } from '../../http/problem.decorator.js';
import { InvalidChallenge } from '../../sign-in/sign-in.errors.js';
import { Limited } from '../../throttling/limit.guard.js';
import { TooManyDevices } from '../factors.errors.js';
import { CreationOptionsDto } from './passkey-options.dto.js';
import { PasskeyEnrollmentService } from './passkey-enrollment.service.js';
import {
  AcceptedCredentialsDto,
  AddedPasskeyDto,
  AddPasskeyDto,
  PasskeyDto,
  RenamePasskeyDto,
} from './passkeys.dto.js';
import { InvalidPasskey, PasskeyNotFound, PasswordNeeded } from './passkeys.errors.js';

@ApiTags('factors')
@Controller('me/passkeys')
export class PasskeysController {
  constructor(private readonly enrollment: PasskeyEnrollmentService) {}

  @Get()
  @ForEnrollment()
  @ApiOperation({
    operationId: 'listPasskeys',
    summary: 'List my passkeys',
    description: 'Returns the passkeys of the caller, the oldest first.',
  })
  @ApiOkResponse({ type: [PasskeyDto], description: 'The passkeys.' })
  list(@Caller() { subject }: Person): Promise<PasskeyDto[]> {
    return this.enrollment.list(subject);
  }

  @Post('options')
  @ForEnrollment()
  @RecentSignIn()
  @Limited('own factors')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'beginPasskey',
    summary: 'Begin a passkey',
    description:
      'Returns what `navigator.credentials.create` needs, in the form that `PublicKeyCredential.parseCreationOptionsFromJSON` takes. The challenge in it counts once, for ten minutes.',
  })
  @ApiOkResponse({ type: CreationOptionsDto, description: 'What the browser needs.' })
  begin(@Caller() { subject }: Person): Promise<CreationOptionsDto> {
    return this.enrollment.begin(subject);
  }

  @Post()
  @ForEnrollment()
  @RecentSignIn()
  @Limited('own factors')
  @ApiOperation({
    operationId: 'addPasskey',
    summary: 'Add a passkey',
    description:
      'Takes what the browser made of POST /me/passkeys/options. From now on the passkey is a second factor, and a whole sign-in where it checks its user. Returns recovery codes where the caller has none.',
  })
  @ApiCreatedResponse({ type: AddedPasskeyDto, description: 'The passkey.' })
  @ApiProblems(ValidationFailed, InvalidChallenge, InvalidPasskey, TooManyDevices)
  add(
    @Caller() person: Person,
    @Body() dto: AddPasskeyDto,
    @CurrentActor() actor: Actor,
  ): Promise<AddedPasskeyDto> {
    return this.enrollment.add(person, dto, actor);
  }

  @Patch(':id')
  @Limited('own factors')
  @ApiOperation({
    operationId: 'renamePasskey',
    summary: 'Rename a passkey',
    description: 'Gives a passkey of the caller another name.',
  })
  @ApiOkResponse({ type: PasskeyDto, description: 'The passkey.' })
  @ApiProblems(ValidationFailed, PasskeyNotFound)
  rename(
    @Caller() { subject }: Person,
    @Param() { id }: IdParams,
    @Body() { name }: RenamePasskeyDto,
  ): Promise<PasskeyDto> {
    return this.enrollment.rename(subject, id, name);
  }

  @Delete(':id')
  @RecentSignIn()
  @Limited('own factors')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'removePasskey',
    summary: 'Remove a passkey',
    description:
      'It does not count any more. The recovery codes go with the last factor. Give the answer to `PublicKeyCredential.signalAllAcceptedCredentials`, so that the authenticator stops offering the passkey.',
  })
  @ApiOkResponse({ type: AcceptedCredentialsDto, description: 'The passkeys that are left.' })
  @ApiProblems(ValidationFailed, PasskeyNotFound, PasswordNeeded)
  remove(
    @Caller() { subject }: Person,
    @Param() { id }: IdParams,
    @CurrentActor() actor: Actor,
  ): Promise<AcceptedCredentialsDto> {
    return this.enrollment.remove(subject, id, actor);
  }
}
