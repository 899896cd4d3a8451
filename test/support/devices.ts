import type { Answer, Client } from './client.js';
import { PageBrowser } from './page-browser.js';
import type { Page } from './pages.js';
import type { Person } from './people.js';
import { basic, type Credentials, makeServiceClient, postForm } from './service-clients.js';

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** The codes of a device, as RFC 8628 names them. */
export interface Codes {
  readonly device_code: string;
  readonly user_code: string;
}

/** A service client whose devices may ask users to sign in. */
export async function makeDeviceClient(
  service: Client & { admin(): Promise<{ token: string }> },
): Promise<Credentials> {
  return makeServiceClient(service, await service.admin(), ['device_sign_in']);
}

/** Asks for the codes of a device. */
export function authorize(service: Client, client: Credentials): Promise<Answer> {
  return postForm(service, '/oauth/device_authorization', {}, basic(client));
}

/** Polls once, as the device does. */
export function poll(
  service: Client,
  client: Credentials,
  { device_code }: Pick<Codes, 'device_code'>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const fields = { grant_type: DEVICE_GRANT, device_code };
  return postForm(service, '/oauth/token', fields, { ...basic(client), ...headers });
}

/** A browser in which this user is signed in. */
export async function browserOf(
  service: Client,
  { name, password }: Pick<Person, 'name' | 'password'>,
): Promise<PageBrowser> {
  const browser = new PageBrowser(service);
  await browser.press(await browser.open('/sign-in'), { name, password });
  return browser;
}

/** Types a code into the page. The answer is the confirmation if the code is right. */
export async function typeCode(browser: PageBrowser, userCode: string): Promise<Page> {
  return browser.press(await browser.open('/device'), { user_code: userCode });
}

/** Types a code, and presses a button of the confirmation. */
export async function decide(
  browser: PageBrowser,
  { user_code }: Pick<Codes, 'user_code'>,
  decision: 'allow' | 'deny' = 'allow',
): Promise<Page> {
  return browser.press(await typeCode(browser, user_code), { decision });
}
