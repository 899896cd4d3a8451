import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiConsumes, ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ValidationFailed } from '../common/common.errors.js';
import type { ServiceClient } from '../common/principal.js';
import { Caller, ClientSecretOnly } from '../http/access.decorators.js';
import { FORM, OAuthRoute } from '../http/content-types.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { Limited } from '../throttling/limit.guard.js';
import { DeviceAuthorizationDto, DeviceAuthorizationRequestDto } from './device-authorization.dto.js';
import { DeviceGrantsService } from './device-grants.service.js';
import { OAuthErrorDto } from './oauth.dto.js';
import { UnauthorizedClient } from './oauth.errors.js';

/** The endpoint where devices get their codes (RFC 8628 3.1). */
@ApiTags('oauth')
@ApiConsumes(FORM)
@ApiExtraModels(OAuthErrorDto)
@Controller('oauth/device_authorization')
export class DeviceAuthorizationController {
  constructor(private readonly devices: DeviceGrantsService) {}

  @Post()
  @ClientSecretOnly()
  @HttpCode(HttpStatus.OK)
  @OAuthRoute('scope')
  @Limited('own devices')
  @ApiProblems(ValidationFailed, UnauthorizedClient)
  @ApiOperation({
    operationId: 'authorizeDevice',
    summary: 'Get codes for a device',
    description:
      'Returns the code that a device without a browser shows, and the one that it polls `POST /oauth/token` with (RFC 8628). The client needs the scope `device_sign_in`. Where PAGES is `off`, the answer is 404.',
  })
  @ApiOkResponse({ type: DeviceAuthorizationDto, description: 'The codes of the device.' })
  begin(
    @Caller() client: ServiceClient,
    @Body() _dto: DeviceAuthorizationRequestDto,
  ): Promise<DeviceAuthorizationDto> {
    return this.devices.begin(client);
  }
}
