import { Browser } from './browser.js';
import { addTotp, type Authenticator, type PersonWithTotp } from './factors.js';
import { PASSWORD, type Person } from './people.js';
import type { Service } from './service.js';

export const COOKIE_MODE = '?cookie=true';

/** A user with an authenticator app, and a browser that was remembered. Its id is that of the remembered device. */
export interface RememberedPerson extends PersonWithTotp {
  readonly browser: Browser;
  readonly deviceId: string;
  /** The token of the sign-in that had the browser remembered, which has proved both factors. */
  readonly factorToken: string;
}

/** Signs in with the password in cookie mode. */
export const signIn = (
  browser: Pick<Browser, 'post'>,
  { name, password = PASSWORD }: Pick<Person, 'name'> & { readonly password?: string },
) => browser.post(`/login${COOKIE_MODE}`, { name, password });

/** Signs in with both factors, and has the browser remembered. */
export async function remember(browser: Browser, person: PersonWithTotp) {
  const { challenge } = (await signIn(browser, person)).body;
  const proof = { challenge, code: person.app.next(), rememberDevice: true };
  return browser.post(`/login/totp${COOKIE_MODE}`, proof);
}

/** Gives a user a second factor, unless they have one, and a remembered browser. */
export async function makeRemembered<P extends Person>(
  service: Service,
  person: P,
  app?: Authenticator,
): Promise<P & RememberedPerson> {
  const browser = new Browser(service);
  const factors = app ? { app, recoveryCodes: [] } : await addTotp(service, person);
  const withApp = { ...person, ...factors };
  const { status, body } = await remember(browser, withApp);
  if (status !== 200) throw new Error(`could not be remembered: ${JSON.stringify(body)}`);
  const [device] = (await browser.get('/me/devices', { token: body.token })).body;
  return { ...withApp, browser, deviceId: device.id, factorToken: body.token };
}

/** Registers a user with a second factor and a remembered browser. */
export const rememberedPerson = async (service: Service) => makeRemembered(service, await service.person());
