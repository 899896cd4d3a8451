import type { Answer, Client } from './client.js';
import { PASSWORD } from './people.js';

let count = 0;

/** An address that no other test uses. The service must trust 127.0.0.1 as its proxy. */
export const freshAddress = () => `198.18.${Math.floor(++count / 250)}.${(count % 250) + 1}`;

/** Headers of a proxy that state the address of the client. */
export const from = (address: string, cookie?: string) => ({
  headers: { 'x-forwarded-for': address, ...(cookie && { cookie }) },
});

/** Creates an account whose owner has never signed in. */
export async function newcomer(client: Client): Promise<string> {
  const name = `newcomer-${process.pid}-${++count}`;
  const { status } = await client.post('/register', { name, password: PASSWORD });
  if (status !== 201) throw new Error(`could not register ${name}: ${status}`);
  return name;
}

/** Signs in with the right password. */
export const signIn = (client: Client, name: string, address: string, cookie?: string): Promise<Answer> =>
  client.post('/login', { name, password: PASSWORD }, from(address, cookie));

/** Tries a wrong password. */
export const guess = (client: Client, name: string, address: string, cookie?: string): Promise<Answer> =>
  client.post('/login', { name, password: 'a wrong password' }, from(address, cookie));

/** Sends `count` guesses at once, to the clients in turn. */
export function guesses(
  amount: number,
  clients: Client[],
  name: string,
  address: string,
  cookie?: string,
): Promise<Answer[]> {
  return Promise.all(
    Array.from({ length: amount }, (_, index) =>
      guess(clients[index % clients.length] as Client, name, address, cookie),
    ),
  );
}

/** Runs `work` `count` times, at most `atOnce` at once. Returns the results in order. */
export async function inTurns<T>(
  amount: number,
  atOnce: number,
  act: (index: number) => Promise<T>,
): Promise<T[]> {
  const done: T[] = [];
  let next = 0;
  const one = async () => {
    for (let index = next++; index < amount; index = next++) done[index] = await act(index);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return done;
}

/** Counts the responses by status. */
export function statusesOf(answers: readonly Answer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Returns the RateLimit headers of a response. */
export const limitsOf = ({ headers }: Answer) => ({
  limit: headers.get('ratelimit-limit'),
  remaining: headers.get('ratelimit-remaining'),
  policy: headers.get('ratelimit-policy'),
});

/** The seconds of Retry-After. */
export const waitOf = ({ headers }: Answer) => Number(headers.get('retry-after'));
