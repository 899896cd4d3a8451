import type { ServerMetadataDto } from './oauth.dto.js';

const BASIC = ['client_secret_basic'];

/** What RFC 8414 lets clients find out by themselves. Addresses are built from ISSUER, never from a header. */
export function metadataOf(issuer: string): ServerMetadataDto {
  const base = issuer.replace(/\/$/, '');
  return {
    issuer,
    token_endpoint: `${base}/oauth/token`,
    introspection_endpoint: `${base}/oauth/introspect`,
    revocation_endpoint: `${base}/oauth/revoke`,
    jwks_uri: `${base}/.well-known/jwks.json`,
    response_types_supported: [],
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: BASIC,
    introspection_endpoint_auth_methods_supported: BASIC,
    revocation_endpoint_auth_methods_supported: BASIC,
  };
}
