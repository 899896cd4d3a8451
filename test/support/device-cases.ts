import type { Case, Sent } from './contract-kit.js';
import { authorize, browserOf, type Codes, decide, DEVICE_GRANT, makeDeviceClient } from './devices.js';
import type { Service } from './service.js';
import type { Credentials } from './service-clients.js';

/** What the token endpoint and that of devices answer, and to what. */
export function deviceCases(
  service: Service,
  client: () => Credentials,
): Record<string, () => Promise<Case[]>> {
  const by = ({ basic: authorization }: Credentials, expected: string, fields: Sent['fields']): Case => [
    expected,
    { fields, headers: { authorization } },
  ];
  return {
    createOAuthToken: async () => {
      const devices = await makeDeviceClient(service);
      const begin = async (): Promise<Codes> => (await authorize(service, devices)).body;
      const [waiting, denied, allowed] = [await begin(), await begin(), await begin()];
      const browser = await browserOf(service, await service.person());
      await decide(browser, allowed);
      await decide(browser, denied, 'deny');
      const polling = ({ device_code }: Pick<Codes, 'device_code'>) => ({
        grant_type: DEVICE_GRANT,
        device_code,
      });
      return [
        by(client(), '200', { grant_type: 'client_credentials' }),
        by(client(), '400 invalid_request', { scope: 'orders:read' }),
        by(client(), '400 invalid_scope', { grant_type: 'client_credentials', scope: 'all' }),
        by(client(), '400 unsupported_grant_type', { grant_type: 'password' }),
        by(client(), '400 unauthorized_client', polling(waiting)),
        by(devices, '200', polling(allowed)),
        by(devices, '400 authorization_pending', polling(waiting)),
        by(devices, '400 slow_down', polling(waiting)),
        by(devices, '400 access_denied', polling(denied)),
        by(devices, '400 invalid_grant', polling({ device_code: 'unknown' })),
        by(devices, '400 invalid_request', { grant_type: DEVICE_GRANT }),
      ];
    },
    authorizeDevice: async () => {
      const devices = await makeDeviceClient(service);
      return [
        by(devices, '200', {}),
        by(devices, '400 invalid_request', { scope: 'a'.repeat(2001) }),
        by(client(), '400 unauthorized_client', {}),
      ];
    },
  };
}
