import type { Config } from '../config/config.js';
import { DEVICE_GRANT } from './device-grants.service.js';
import type { ServerMetadataDto } from './oauth.dto.js';

const BASIC = ['client_secret_basic'];

/** Returns the server metadata (RFC 8414). URLs are built from ISSUER, never from a header. */
export function metadataOf({ ISSUER: issuer, PAGES }: Pick<Config, 'ISSUER' | 'PAGES'>): ServerMetadataDto {
  const hasDevices = PAGES === 'on';
  return {
    issuer,
    token_endpoint: `${issuer}/oauth/token`,
    ...(hasDevices && { device_authorization_endpoint: `${issuer}/oauth/device_authorization` }),
    introspection_endpoint: `${issuer}/oauth/introspect`,
    revocation_endpoint: `${issuer}/oauth/revoke`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: [],
    grant_types_supported: ['client_credentials', ...(hasDevices ? [DEVICE_GRANT] : [])],
    token_endpoint_auth_methods_supported: BASIC,
    introspection_endpoint_auth_methods_supported: BASIC,
    revocation_endpoint_auth_methods_supported: BASIC,
  };
}
