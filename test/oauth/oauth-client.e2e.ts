import * as oauth from 'oauth4webapi';
import { useAddressedService } from '../support/addressed-service.js';
import { browserOf, decide, DEVICE_GRANT } from '../support/devices.js';
import { decodeJwt } from '../support/jwt.js';
import { type Credentials, makeServiceClient } from '../support/service-clients.js';

const service = useAddressedService();
const insecure = { [oauth.allowInsecureRequests]: true };
let credentials: Credentials;
let server: oauth.AuthorizationServer;

beforeAll(async () => {
  credentials = await makeServiceClient(service, await service.admin(), [
    'orders:read',
    'orders:write',
    'device_sign_in',
  ]);
  const issuer = new URL(service.origin);
  const answer = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
  server = await oauth.processDiscoveryResponse(issuer, answer);
});

const client = (): oauth.Client => ({ client_id: credentials.id });
const authentication = () => oauth.ClientSecretBasic(credentials.secret);

async function grant(parameters: Record<string, string> = {}): Promise<oauth.TokenEndpointResponse> {
  const answer = await oauth.clientCredentialsGrantRequest(
    server,
    client(),
    authentication(),
    parameters,
    insecure,
  );
  return oauth.processClientCredentialsResponse(server, client(), answer);
}

async function introspect(token: string): Promise<oauth.IntrospectionResponse> {
  const answer = await oauth.introspectionRequest(server, client(), authentication(), token, insecure);
  return oauth.processIntrospectionResponse(server, client(), answer);
}

async function revoke(token: string): Promise<void> {
  const answer = await oauth.revocationRequest(server, client(), authentication(), token, insecure);
  await oauth.processRevocationResponse(answer);
}

async function codesOfDevice(): Promise<oauth.DeviceAuthorizationResponse> {
  const answer = await oauth.deviceAuthorizationRequest(server, client(), authentication(), {}, insecure);
  return oauth.processDeviceAuthorizationResponse(server, client(), answer);
}

async function pollFor({ device_code: code }: oauth.DeviceAuthorizationResponse) {
  const answer = await oauth.deviceCodeGrantRequest(server, client(), authentication(), code, insecure);
  return oauth.processDeviceCodeResponse(server, client(), answer);
}

describe('oauth4webapi, an unmodified client library,', () => {
  it('discovers the endpoints', () => {
    expect(server).toMatchObject({
      issuer: service.origin,
      token_endpoint: `${service.origin}/oauth/token`,
      jwks_uri: `${service.origin}/.well-known/jwks.json`,
      device_authorization_endpoint: `${service.origin}/oauth/device_authorization`,
      grant_types_supported: ['client_credentials', DEVICE_GRANT],
    });
  });

  it('gets a token with all scopes or with the requested ones', async () => {
    const [all, some] = [await grant(), await grant({ scope: 'orders:read' })];

    expect(all).toMatchObject({
      token_type: 'bearer',
      expires_in: 900,
      scope: 'orders:read orders:write device_sign_in',
    });
    expect(some.scope).toBe('orders:read');
    expect(decodeJwt(some.access_token)).toMatchObject({
      sub: credentials.id,
      client_id: credentials.id,
      scope: 'orders:read',
    });
  });

  it('validates the token as an RFC 9068 access token with the published keys', async () => {
    const { access_token: token } = await grant();
    const request = new Request(service.origin, { headers: { authorization: `Bearer ${token}` } });

    const claims = await oauth.validateJwtAccessToken(server, request, 'watchword', insecure);

    expect(claims.sub).toBe(credentials.id);
  });

  it('introspects and revokes the token', async () => {
    const { access_token: token } = await grant();

    const before = await introspect(token);
    await revoke(token);

    expect(before).toMatchObject({ active: true, client_id: credentials.id, token_type: 'access_token' });
    expect(await introspect(token)).toEqual({ active: false });
  });

  it('gets codes for a device, and the tokens of the user who allows it', async () => {
    const [allowed, waiting] = [await codesOfDevice(), await codesOfDevice()];
    const person = await service.person();
    await decide(await browserOf(service, person), allowed);

    const { access_token: token, refresh_token: refreshToken } = await pollFor(allowed);

    expect(decodeJwt(token)).toMatchObject({ sub: person.id, amr: ['pwd'] });
    expect((await service.post('/refresh', { refreshToken })).status).toBe(200);
    await expect(pollFor(waiting)).rejects.toMatchObject({ error: 'authorization_pending', status: 400 });
    await expect(pollFor(waiting)).rejects.toMatchObject({ error: 'slow_down', status: 400 });
  });

  it('recognizes an error of the token endpoint', async () => {
    await expect(grant({ scope: 'orders:delete' })).rejects.toMatchObject({
      error: 'invalid_scope',
      status: 400,
    });
    const wrong = oauth.clientCredentialsGrantRequest(
      server,
      client(),
      oauth.ClientSecretBasic('wrong'),
      {},
      insecure,
    );
    await expect(
      oauth.processClientCredentialsResponse(server, client(), await wrong),
    ).rejects.toBeInstanceOf(oauth.WWWAuthenticateChallengeError);
  });
});
