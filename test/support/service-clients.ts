import type { Answer, Client } from './client.js';

/** The credentials of a service client. */
export interface Credentials {
  readonly id: string;
  readonly secret: string;
  /** Its Authorization header. */
  readonly basic: string;
}

/** Creates a service client as an admin. */
export async function makeServiceClient(
  service: Client,
  admin: { token: string },
  scopes: string[] = [],
): Promise<Credentials> {
  const { status, body } = await service.post('/clients', { name: 'orders', scopes }, { token: admin.token });
  if (status !== 201) throw new Error(`could not make a client: ${JSON.stringify(body)}`);
  return { ...body, basic: `Basic ${Buffer.from(`${body.id}:${body.secret}`).toString('base64')}` };
}

/** Returns the header of HTTP Basic. */
export function basic({ id, secret }: Pick<Credentials, 'id' | 'secret'>): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
}

/** Sends a form, as required by the OAuth endpoints. */
export function postForm(
  service: Client,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return service.post(path, undefined, { raw: new URLSearchParams(fields), headers });
}

/** Returns a token of the client. */
export async function clientToken(service: Client, credentials: Credentials): Promise<string> {
  const fields = { grant_type: 'client_credentials' };
  return (await postForm(service, '/oauth/token', fields, basic(credentials))).body.access_token;
}
