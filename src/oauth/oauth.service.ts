import { Injectable } from '@nestjs/common';
import { AccessTokensService } from '../tokens/access-tokens.service.js';
import { ClientGrantsService } from '../clients/client-grants.service.js';
import type { RequestOrigin } from '../common/actor.js';
import type { ServiceClient } from '../common/principal.js';
import { DEVICE_GRANT, DeviceGrantsService } from './device-grants.service.js';
import type { TokenRequestDto, TokenResponseDto } from './oauth.dto.js';
import { InvalidScope, UnsupportedGrantType } from './oauth.errors.js';

/** Grants tokens to service clients (RFC 6749 4.4) and to their devices (RFC 8628). */
@Injectable()
export class OAuthService {
  constructor(
    private readonly accessTokens: AccessTokensService,
    private readonly clients: ClientGrantsService,
    private readonly devices: DeviceGrantsService,
  ) {}

  /**
   * Grants a token request by its grant type. @throws UnsupportedGrantType, InvalidScope, those of DeviceGrantsService
   */
  async grant(
    client: ServiceClient,
    { grant_type, scope, device_code }: TokenRequestDto,
    origin: RequestOrigin,
  ): Promise<TokenResponseDto> {
    if (grant_type === DEVICE_GRANT) return this.devices.grant(client, device_code, origin);
    if (grant_type !== 'client_credentials') throw new UnsupportedGrantType();
    return this.grantClient(client, scope);
  }

  /** Issues a token with the requested scopes, by default all of the client's. @throws InvalidScope */
  private async grantClient(client: ServiceClient, scope: string | undefined): Promise<TokenResponseDto> {
    const { scopes, issuedAt } = await this.clients.grant(client.subject);
    const wanted = scope === undefined ? scopes : [...new Set(scope.split(' ').filter(Boolean))];
    if (!wanted.every((one) => scopes.includes(one))) throw new InvalidScope();

    return {
      access_token: await this.accessTokens.issueForClient(client, wanted, issuedAt),
      token_type: 'Bearer',
      expires_in: this.accessTokens.lifetime,
      scope: wanted.join(' '),
    };
  }
}
