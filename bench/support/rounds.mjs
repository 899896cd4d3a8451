import { summarize } from './statistics.mjs';

/**
 * One line of a result: a contender, and its numbers by name.
 * @typedef {{ name: string, metrics: Record<string, import('./statistics.mjs').Summary> }} Row
 */

/** Measures once. @typedef {() => Promise<Record<string, number>>} Measure */

/**
 * Measures each contender once a round, in turn (A B A B), so that a slow minute of the machine hits all alike. A first
 * round warms them up and is thrown away, except in a smoke run.
 * @param {Record<string, Measure | Promise<Measure>>} contenders promises of those that are still starting
 * @param {import('./options.mjs').Options} options
 * @returns {Promise<Row[]>}
 */
export async function alternate(contenders, { rounds, smoke }) {
  const names = Object.keys(contenders);
  const measures = await Promise.all(Object.values(contenders).map(async (contender) => contender));
  const taken = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = smoke ? 1 : 0; round <= rounds; round++) {
    for (const [index, measure] of measures.entries()) {
      const numbers = await measure();
      if (round > 0) taken[names[index]].push(numbers);
    }
  }
  return names.map((name) => ({ name, metrics: metricsOf(taken[name]) }));
}

function metricsOf(measurements) {
  const metrics = Object.keys(measurements[0]);
  return Object.fromEntries(
    metrics.map((metric) => [metric, summarize(measurements.map((numbers) => numbers[metric]))]),
  );
}
