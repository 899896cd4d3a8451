import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Client } from '../../support/client.js';
import { freshName, PASSWORD } from '../../support/people.js';

const LANES = 8;
const REVOKED_WITHIN_MS = 1000;

/**
 * The results of the rounds. A miss is a response that did not include a change another replica had acknowledged
 * before.
 */
export interface StaleReads {
  rounds: number;
  readonly misses: Record<string, number>;
  /** Rounds cut short by a 503, which prove nothing. */
  unavailable: number;
  /** The longest time from an acknowledged logout until the other replica refused the access token. */
  longestRevocationMilliseconds: number;
}

class Unanswered extends Error {}

/** Writes through one replica and immediately reads through the next, `rounds` times, several at once. */
export async function staleReads(replicas: readonly Client[], rounds: number): Promise<StaleReads> {
  const found: StaleReads = { rounds: 0, misses: {}, unavailable: 0, longestRevocationMilliseconds: 0 };
  let begun = 0;
  const lane = async () => {
    while (found.rounds < rounds && begun < rounds * 2) {
      const [writer, reader] = [replicas[begun % replicas.length], replicas[(begun + 1) % replicas.length]];
      begun++;
      await round(writer as Client, reader as Client, found).catch((error: unknown) => {
        if (!(error instanceof Unanswered)) throw error;
        found.unavailable++;
      });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return found;
}

async function round(writer: Client, reader: Client, found: StaleReads): Promise<void> {
  const expect = async (status: number, what: string, asked: Promise<Answer>) => {
    const answer = await asked;
    if (answer.status === 503) throw new Unanswered(what);
    if (answer.status !== status) {
      const miss = `${what}: ${answer.status}`;
      found.misses[miss] = (found.misses[miss] ?? 0) + 1;
    }
    return answer.body;
  };
  const person = { name: freshName(), password: PASSWORD };
  await expect(201, 'register', writer.post('/register', person));
  const first = await expect(200, 'login after register', reader.post('/login', person));
  const { refreshToken, token } = await expect(
    200,
    'refresh after login',
    refresh(writer, first.refreshToken),
  );
  await expect(200, 'list after login', reader.get('/sessions', { token }));
  await expect(204, 'logout', writer.post('/logout', undefined, { token }));
  const lag = untilRefused(reader, token);
  await expect(401, 'refresh after logout', refresh(reader, refreshToken));
  const milliseconds = await lag;
  if (milliseconds > REVOKED_WITHIN_MS)
    found.misses['401 after logout'] = (found.misses['401 after logout'] ?? 0) + 1;
  found.longestRevocationMilliseconds = Math.max(
    found.longestRevocationMilliseconds,
    Math.round(milliseconds),
  );
  found.rounds++;
}

const refresh = (replica: Client, refreshToken: string) => replica.post('/refresh', { refreshToken });

async function untilRefused(reader: Client, token: string): Promise<number> {
  const startedAt = performance.now();
  while ((await reader.get('/protected', { token })).status === 200) await sleep(20);
  return performance.now() - startedAt;
}
