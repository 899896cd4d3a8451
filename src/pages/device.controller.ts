import { Body, Controller, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { RequestOrigin } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { Public } from '../http/access.decorators.js';
import { CurrentClient } from '../http/client-context.decorator.js';
import { Origin } from '../http/request-origin.js';
import { DevicePages } from './device-pages.service.js';
import type { OpenDoneView, OpenFormView } from './open-page-view.js';
import type { Visit } from './open-pages.service.js';
import { ShowsOpenPage, TakesDeviceCode } from './page.decorators.js';
import { DeviceForm } from './page.dto.js';
import { CurrentVisit } from './visit.decorator.js';

/** The page where a signed-in user allows a device to sign in (RFC 8628 3.3). Opening the page does not allow it. */
@Public()
@ApiExcludeController()
@Controller('device')
export class DevicePage {
  constructor(private readonly devices: DevicePages) {}

  @ShowsOpenPage('device')
  show(@CurrentVisit() visit: Visit, @Query('user_code') userCode: unknown): Promise<OpenFormView> {
    return this.devices.form(visit, userCode);
  }

  @TakesDeviceCode('device')
  answer(
    @Body() form: DeviceForm,
    @CurrentVisit() visit: Visit,
    @Origin() origin: RequestOrigin,
    @CurrentClient() { network }: ClientContext,
  ): Promise<OpenFormView | OpenDoneView> {
    return this.devices.answer(form, visit, { ...origin, network });
  }
}
