import type { Client } from './client.js';

export const PASSWORD = 'otters juggle pebbles';
export const ADMIN = { name: 'root', password: 'pebbles juggle otters' };

/** Somebody with an account, signed in. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly password: string;
  readonly token: string;
}

export interface PersonOptions {
  readonly name?: string;
  readonly password?: string;
  readonly email?: string;
}

let count = 0;

/** A name that no other test uses. */
export const freshName = () => `person-${process.pid}-${++count}`;

/** Registers somebody and signs them in. */
export async function makePerson(client: Client, options: PersonOptions): Promise<Person> {
  const { name = freshName(), password = PASSWORD, email } = options;
  const registered = await client.post('/register', { name, password, email });
  if (registered.status !== 201)
    throw new Error(`could not register ${name}: ${JSON.stringify(registered.body)}`);
  const { body } = await client.post('/login', { name, password });
  return { id: registered.body.user.id, name, password, token: body.token };
}
