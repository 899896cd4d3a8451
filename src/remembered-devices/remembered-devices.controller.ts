import { Controller, Delete, Get, HttpCode, HttpStatus, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { ValidationFailed } from '../common/common.errors.js';
import type { Person } from '../common/principal.js';
import { Caller } from '../http/access.decorators.js';
import { CurrentClient } from '../http/client-context.decorator.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IdParams } from '../http/id.params.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { DeviceAccessService } from './device-access.service.js';
import { RememberedDeviceDto } from './remembered-device.dto.js';
import { RememberedDeviceNotFound } from './remembered-devices.errors.js';

@ApiTags('sessions')
@Controller('me/devices')
export class RememberedDevicesController {
  constructor(private readonly devices: DeviceAccessService) {}

  @Get()
  @ApiOperation({
    operationId: 'listRememberedDevices',
    summary: 'List my remembered devices',
    description:
      'Returns the browsers on which the caller needs no second factor to log in, the newest first. `current` marks the one that asks.',
  })
  @ApiOkResponse({ type: [RememberedDeviceDto], description: 'The remembered devices of the caller.' })
  list(
    @Caller() { subject }: Person,
    @CurrentClient() client: ClientContext,
  ): Promise<RememberedDeviceDto[]> {
    return this.devices.list(subject, client);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    operationId: 'forgetRememberedDevice',
    summary: 'Forget one of my remembered devices',
    description: 'The next login on it needs a second factor. Its sessions go on until they are ended.',
  })
  @ApiNoContentResponse({ description: 'The device is forgotten.' })
  @ApiProblems(ValidationFailed, RememberedDeviceNotFound)
  forget(
    @Caller() { subject }: Person,
    @Param() { id }: IdParams,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    return this.devices.forget(subject, id, actor);
  }
}
