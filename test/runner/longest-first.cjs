const { default: Sequencer } = require('@jest/test-sequencer');

/** Files that take longest, so that none of them is left for one worker at the end. Jest knows durations of earlier runs alone. */
const LONGEST = [
  'http/naughty',
  'mail/mail-crash',
  'throttling/known-lanes',
  'packages/console/access',
  'verification/enumeration',
  'pages/axe',
  'revocations/revocation-stream-bounds',
  'startup/signals',
  'mail/mail-answer-times',
  'startup/start',
  'mail/mail-faults',
  'packages/packed-packages',
  'keys/key-commands',
  'startup/stop',
  'revocations/revocation-stream',
  'verification/mail-floods',
  'remembered-devices/forgotten-devices',
  'http/contract',
  'sessions/end-of-session-races',
  'sessions/withdrawal-races',
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
