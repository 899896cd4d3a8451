/**
 * What several rounds of one measurement came to.
 * @typedef {{ median: number, min: number, max: number, values: number[] }} Summary
 */

/** @param {number[]} values @returns {Summary} */
export function summarize(values) {
  return { median: percentile(values, 50), min: Math.min(...values), max: Math.max(...values), values };
}

/**
 * The value that `percent` of all values do not exceed.
 * @param {number[]} values
 * @param {number} percent
 */
export function percentile(values, percent) {
  const sorted = values.toSorted((a, b) => a - b);
  if (percent === 50 && sorted.length % 2 === 0) {
    return (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
  }
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}

/**
 * Completions a second, counted between completions, so that it is exact even where only a few fit into a round. As
 * many as run at once may end at once: the first of these are where the count starts.
 * @param {number[]} moments when each was completed, in milliseconds
 * @param {number} atOnce how many run at once
 */
export function rateOf(moments, atOnce) {
  if (moments.length < 2) throw new Error('A round was too short for two answers: raise --seconds');
  const first = moments.length > atOnce ? atOnce - 1 : 0;
  return ((moments.length - 1 - first) * 1000) / (moments.at(-1) - moments[first]);
}
