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
 * Completions a second, from the first to the last: exact even where only a few fit into a round.
 * @param {number[]} moments when each was completed, in milliseconds
 */
export function rateOf(moments) {
  if (moments.length < 2) throw new Error('A round was too short for two answers: raise --seconds');
  return ((moments.length - 1) * 1000) / (moments.at(-1) - moments[0]);
}
