import { givingBack, growing, type Rule, steady } from './counter.js';
import { CounterMemory } from './counter-memory.js';

const RULE = steady({ count: 10, seconds: 60 });
const PLACES = 500;
const FLOOD = 3 * PLACES;

function hits(memory: CounterMemory, id: string, amount: number, rule: Rule = RULE, now = 0): number {
  let last = 0;
  for (let hit = 0; hit < amount; hit++) last = memory.count(id, rule, now).hits;
  return last;
}

/** Counts `amount` other counters, `each` times. */
function flood(memory: CounterMemory, amount: number, each: number, now = 0): void {
  for (let other = 0; other < amount; other++) hits(memory, `other ${other}`, each, RULE, now);
}

describe('CounterMemory', () => {
  it('keeps a counter above half its limit, however many others are added', () => {
    const memory = new CounterMemory(PLACES);
    hits(memory, 'victim', 6);

    flood(memory, FLOOD, 1);

    expect(hits(memory, 'victim', 1)).toBe(7);
  });

  it('drops a counter below half its limit without losing its hits', () => {
    const memory = new CounterMemory(PLACES);
    hits(memory, 'victim', 4);

    flood(memory, FLOOD, 1);

    expect(hits(memory, 'victim', 1)).toBeGreaterThanOrEqual(5);
  });

  it('leaves new counters at least half of their limit after a flood', () => {
    const memory = new CounterMemory(PLACES);
    flood(memory, FLOOD, 1);

    expect(hits(memory, 'new', 1)).toBeLessThanOrEqual(RULE.limit / 2 + 1);
  });

  it('counts new ones together when counters above half their limit take all places', () => {
    const memory = new CounterMemory(PLACES);
    flood(memory, 2 * PLACES, 6);

    const looked = Array.from({ length: 5000 }, (_, index) => hits(memory, `new ${index}`, 10)).filter(
      (last) => last <= RULE.limit,
    );

    expect(hits(memory, 'new again', 11)).toBe(RULE.limit + 1);
    expect(looked.length).toBeLessThan(5000);
    expect(hits(memory, 'much later', 1, RULE, 61_000)).toBe(1);
  });

  it('makes room again when the windows have ended', () => {
    const memory = new CounterMemory(PLACES);
    flood(memory, 2 * PLACES, 6);
    flood(memory, 2 * PLACES, 6, 61_000);

    expect(hits(memory, 'other 1', 1, RULE, 61_000)).toBeLessThanOrEqual(RULE.limit);
    expect(hits(memory, 'victim', 7, growing({ count: 12, seconds: 60 }), 61_000)).toBe(7);
  });

  it('gives a hit back to the window in which it was counted alone, and room after a refused one', () => {
    const memory = new CounterMemory(PLACES);
    const rule = givingBack(RULE);
    hits(memory, 'office', 15, rule);

    memory.giveBack('office', rule, 59_999, 0);
    const other = hits(memory, 'office', 1, rule);
    memory.giveBack('office', rule, 60_000, 0);

    expect([other, hits(memory, 'office', 1, rule), hits(memory, 'office', 1, rule)]).toEqual([11, 10, 11]);
  });
});
