const { default: Sequencer } = require('@jest/test-sequencer');

const isLong = ({ path }) => path.endsWith('.long.e2e.ts');

/** Begins with the long files, so that none of them is left for one worker at the end. Jest knows durations of earlier runs alone. */
module.exports = class LongestFirst extends Sequencer {
  async sort(tests) {
    // oxlint-disable-next-line unicorn/no-array-sort -- the sequencer's own method, not an array's
    const usual = await super.sort(tests);
    return [...usual.filter(isLong), ...usual.filter((test) => !isLong(test))];
  }
};
