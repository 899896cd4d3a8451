import { Injectable } from '@nestjs/common';
import { NotFound } from '../common/common.errors.js';
import type { RequestOrigin } from '../common/actor.js';
import { invalidField } from '../common/invalid-field.js';
import type { ServiceClient } from '../common/principal.js';
import { Config } from '../config/config.js';
import {
  CODE_SECONDS,
  DEVICE_SCOPE,
  DeviceAuthorizationsService,
  POLL_SECONDS,
} from '../device-sign-in/device-authorizations.service.js';
import { DeviceSignIn } from '../device-sign-in/device-sign-in.service.js';
import type { DeviceAuthorizationDto } from './device-authorization.dto.js';
import type { TokenResponseDto } from './oauth.dto.js';
import { UnauthorizedClient, UnsupportedGrantType } from './oauth.errors.js';

/** The grant type of a device that polls (RFC 8628 3.4). */
export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** Grants devices of service clients the sessions that users allow in a browser (RFC 8628). */
@Injectable()
export class DeviceGrantsService {
  constructor(
    private readonly config: Config,
    private readonly devices: DeviceAuthorizationsService,
    private readonly signIns: DeviceSignIn,
  ) {}

  /**
   * Creates the codes for one device of the client (RFC 8628 3.2). @throws NotFound with PAGES=off: users could not
   * allow anything without the page; UnauthorizedClient
   */
  async begin(client: ServiceClient): Promise<DeviceAuthorizationDto> {
    if (this.config.PAGES === 'off') throw new NotFound();
    assertMaySignIn(client);
    const { deviceCode, userCode } = await this.devices.open(client.subject);
    const page = `${this.config.ISSUER}/device`;
    return {
      device_code: deviceCode,
      user_code: userCode,
      verification_uri: page,
      verification_uri_complete: `${page}?user_code=${userCode}`,
      expires_in: CODE_SECONDS,
      interval: POLL_SECONDS,
    };
  }

  /**
   * Responds to a device that polls (RFC 8628 3.5). @throws UnsupportedGrantType with PAGES=off, UnauthorizedClient,
   * ValidationFailed, InvalidGrant, ExpiredToken, SlowDown, AuthorizationPending, AccessDenied
   */
  async grant(
    client: ServiceClient,
    deviceCode: string | undefined,
    origin: RequestOrigin,
  ): Promise<TokenResponseDto> {
    if (this.config.PAGES === 'off') throw new UnsupportedGrantType();
    assertMaySignIn(client);
    if (deviceCode === undefined)
      throw invalidField('device_code', { rule: 'required', message: 'must be given' });
    const { accessToken, expiresIn, refreshToken } = await this.signIns.poll(
      deviceCode,
      client.subject,
      origin,
    );
    return {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: expiresIn,
      refresh_token: refreshToken,
    };
  }
}

function assertMaySignIn({ scopes }: ServiceClient): void {
  if (!scopes.includes(DEVICE_SCOPE))
    throw new UnauthorizedClient(`The client does not have the scope ${DEVICE_SCOPE}.`);
}
