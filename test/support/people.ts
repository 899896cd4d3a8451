import type { Client } from './client.js';

export const PASSWORD = 'otters juggle pebbles';
export const ADMIN = { name: 'root', password: 'pebbles juggle otters' };

/** A signed-in user. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly password: string;
  readonly token: string;
  readonly refreshToken: string;
}

export interface PersonOptions {
  readonly name?: string;
  readonly password?: string;
  readonly email?: string;
}

let count = 0;

/** A name that no other test uses. */
export const freshName = () => `person-${process.pid}-${++count}`;

/** An address that no other test uses. */
export const freshAddress = () => `${freshName()}@example.com`;

/** Registers a user and starts a session. */
export async function makePerson(client: Client, options: PersonOptions): Promise<Person> {
  const { name = freshName(), password = PASSWORD, email } = options;
  const { status, body } = await client.post('/register?signIn=true', { name, password, email });
  if (status !== 201) throw new Error(`could not register ${name}: ${JSON.stringify(body)}`);
  return { id: body.user.id, name, password, token: body.token, refreshToken: body.refreshToken };
}
