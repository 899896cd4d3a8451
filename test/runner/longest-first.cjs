const { default: Sequencer } = require('@jest/test-sequencer');

/** Files that take longest, so that none of them is left for one worker at the end. Jest knows durations of earlier runs alone. */
const LONGEST = [
  'http/naughty',
  'throttling/known-lanes',
  'sessions/end-of-session-races',
  'throttling/attack',
  'startup/start',
  'revocations/revocation-stream-bounds',
  'keys/key-commands',
  'secrets/secret-key-change',
  'startup/signals',
  'packages/verifier-fleet',
];

const place = ({ path }) => {
  const index = LONGEST.findIndex((name) => path.includes(`/test/${name}.`));
  return index < 0 ? LONGEST.length : index;
};

/** Begins with the files that are known to take long, and leaves the others as jest has them. */
module.exports = class LongestFirst extends Sequencer {
  async sort(tests) {
    // oxlint-disable-next-line unicorn/no-array-sort -- the sequencer's own method, not an array's
    const usual = await super.sort(tests);
    return usual.toSorted((one, other) => place(one) - place(other));
  }
};
