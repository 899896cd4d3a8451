import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import { ValidationFailed } from '../../common/common.errors.js';
import type { Person } from '../../common/principal.js';
import { Caller, ForEnrollment, RecentSignIn } from '../../http/access.decorators.js';
import { CurrentActor } from '../../http/current-actor.decorator.js';
import { IdParams } from '../../http/id.params.js';
import { ApiProblems } from '../../http/problem.decorator.js';
import { InvalidCode } from '../../sign-in/sign-in.errors.js';
import { Limited } from '../../throttling/limit.guard.js';
import { TooManyDevices } from '../factors.errors.js';
import { RecoveryCodesDto } from '../recovery-codes/recovery-codes.dto.js';
import { ConfirmTotpDto, NewTotpDto, TotpDeviceDto, TotpSetupDto } from './totp.dto.js';
import { DeviceNotFound } from './totp.errors.js';
import { TotpEnrollmentService } from './totp-enrollment.service.js';

@ApiTags('factors')
@Controller('me/totp')
export class TotpController {
  constructor(private readonly enrollment: TotpEnrollmentService) {}

  @Get()
  @ForEnrollment()
  @ApiOperation({
    operationId: 'listTotpDevices',
    summary: 'List my authenticator apps',
    description: 'Returns the authenticator apps of the caller, the oldest first.',
  })
  @ApiOkResponse({ type: [TotpDeviceDto], description: 'The authenticator apps.' })
  list(@Caller() { subject }: Person): Promise<TotpDeviceDto[]> {
    return this.enrollment.list(subject);
  }

  @Post()
  @ForEnrollment()
  @RecentSignIn()
  @Limited('own factors')
  @ApiOperation({
    operationId: 'beginTotp',
    summary: 'Add an authenticator app',
    description:
      'Makes the secret of a new authenticator app (TOTP, RFC 6238), which is shown once. It is a second factor as soon as POST /me/totp/confirm has its first code.',
  })
  @ApiCreatedResponse({ type: TotpSetupDto, description: 'What the app needs.' })
  @ApiProblems(ValidationFailed, TooManyDevices)
  begin(@Caller() { subject }: Person, @Body() { name }: NewTotpDto): Promise<TotpSetupDto> {
    return this.enrollment.begin(subject, name);
  }

  @Post('confirm')
  @ForEnrollment()
  @RecentSignIn()
  @Limited('own factors')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'confirmTotp',
    summary: 'Confirm an authenticator app',
    description:
      'Makes the app a second factor by its first code. From now on every sign-in needs it. Returns recovery codes where the caller has none.',
  })
  @ApiOkResponse({ type: RecoveryCodesDto, description: 'The app is a second factor.' })
  @ApiProblems(ValidationFailed, InvalidCode)
  async confirm(
    @Caller() person: Person,
    @Body() dto: ConfirmTotpDto,
    @CurrentActor() actor: Actor,
  ): Promise<RecoveryCodesDto> {
    return { recoveryCodes: await this.enrollment.confirm(person, dto, actor) };
  }

  @Delete(':id')
  @RecentSignIn()
  @Limited('own factors')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    operationId: 'removeTotpDevice',
    summary: 'Remove an authenticator app',
    description: 'Its codes do not count any more. The recovery codes go with the last factor.',
  })
  @ApiNoContentResponse({ description: 'The app is removed.' })
  @ApiProblems(ValidationFailed, DeviceNotFound)
  remove(
    @Caller() { subject }: Person,
    @Param() { id }: IdParams,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    return this.enrollment.remove(subject, id, actor);
  }
}
