import type { Revocation } from '@watchword/protocol';
import { RevocationMemory } from '../../../packages/verifier/src/revocation-memory.js';

const DAY = 86_400;

/** A revocation from `secondsAgo` seconds ago. */
function revocation(type: Revocation['type'], secondsAgo: number, exceptSession?: string): Revocation {
  const revokedAt = new Date(Date.now() - secondsAgo * 1000);
  return { type, id: `${type} ${secondsAgo}`, notBefore: revokedAt, exceptSession, revokedAt };
}

describe('the revocations in memory', () => {
  it('are dropped when no valid token can be older, even if clocks differ', () => {
    const memory = new RevocationMemory(DAY);
    const elapsed = jest.spyOn(performance, 'now').mockReturnValue(0);
    for (const type of ['session', 'user', 'client', 'key'] as const) memory.add(revocation(type, 2 * DAY));
    elapsed.mockReturnValue(20_000);
    for (const type of ['session', 'user', 'client', 'key'] as const) memory.add(revocation(type, -DAY));
    const sizes = [(DAY - 10) * 1000, (DAY + 10) * 1000, (DAY + 30) * 1000].map((milliseconds) => {
      elapsed.mockReturnValue(milliseconds);
      memory.sweep();
      return memory.size;
    });
    jest.restoreAllMocks();

    expect(sizes).toEqual([8, 4, 0]);
  });

  it('have one entry for a user, however often the revocation is repeated', () => {
    const memory = new RevocationMemory(DAY);

    for (let count = 0; count < 100; count++) memory.add({ ...revocation('user', 100 - count), id: 'ada' });

    expect(memory.size).toBe(1);
  });

  it('have one entry for each excepted session of a user', () => {
    const memory = new RevocationMemory(DAY);

    for (const session of ['one', 'two', 'one', 'two'])
      memory.add({ ...revocation('user', 0, session), id: 'ada' });

    expect(memory.size).toBe(2);
  });
});
