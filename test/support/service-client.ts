import type { Client } from './client.js';

/** A machine that may ask about tokens. */
export interface ServiceClient {
  readonly id: string;
  readonly secret: string;
  /** Its Authorization header. */
  readonly basic: string;
}

/** Makes a service client, with an admin's token. */
export async function makeServiceClient(client: Client, token: string): Promise<ServiceClient> {
  const { body } = await client.post('/clients', { name: 'orders', scopes: ['orders:read'] }, { token });
  const { id, secret } = body;
  return { id, secret, basic: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
}
