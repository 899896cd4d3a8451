import { useAddressedService } from '../support/addressed-service.js';
import { Fleet } from '../support/fleet.js';
import type { Person } from '../support/people.js';

const MEMBERS = 20;
const SESSIONS = 20;
const TIME_LIMIT_MS = 180_000;

const service = useAddressedService();
const fleet = new Fleet(service);
afterAll(() => fleet.stop());

/** Ends the session. Returns after how many milliseconds each member refused its token as revoked. */
async function revoke({ token }: Person): Promise<number[]> {
  const { refused } = await fleet.watch(token);
  const { status } = await service.post('/logout', undefined, { token });
  const acknowledgedAt = Date.now();

  expect(status).toBe(204);
  return (await refused).map(({ at }) => Math.max(0, at - acknowledgedAt));
}

/** Ends the session right after a restart, without waiting until the fleet is connected again. Returns the same. */
async function revokeAfterRestart(person: Person): Promise<number[]> {
  const { refused } = await fleet.watch(person.token);
  await service.interrupt();
  await service.resume();
  await service.post('/logout', undefined, { token: person.token });
  const acknowledgedAt = Date.now();
  return (await refused).map(({ at }) => Math.max(0, at - acknowledgedAt));
}

const percentile = (sorted: number[], share: number) =>
  sorted[Math.ceil(sorted.length * share) - 1] as number;

describe(`${MEMBERS} processes with a verifier each`, () => {
  it(
    'refuse 99 % of revoked tokens within a second, even during a restart of the server',
    async () => {
      await fleet.start(MEMBERS);
      const people = await Promise.all(Array.from({ length: SESSIONS }, () => service.person()));
      const half = SESSIONS / 2;
      const delays: number[] = [];

      for (const person of people.slice(0, half)) delays.push(...(await revoke(person)));
      delays.push(...(await revokeAfterRestart(people[half] as Person)));
      for (const person of people.slice(half + 1)) delays.push(...(await revoke(person)));

      const sorted = delays.toSorted((one, other) => one - other);
      const [p50, p99] = [percentile(sorted, 0.5), percentile(sorted, 0.99)];
      // oxlint-disable-next-line no-console -- the test is for these numbers
      console.log(
        `revoked to refused, ${sorted.length} times: p50 ${p50} ms, p99 ${p99} ms, max ${sorted.at(-1)} ms`,
      );
      expect(sorted).toHaveLength(MEMBERS * SESSIONS);
      expect(p99).toBeLessThan(1000);
    },
    TIME_LIMIT_MS,
  );
});
