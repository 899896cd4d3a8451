// What one or two runs of jest came to, from their JSON; the second repeated what failed in the first.
//   node .ci/outcome.mjs repeatable FIRST         succeeds when few enough files failed
//   node .ci/outcome.mjs repaired FIRST SECOND    succeeds when all that had failed was repeated, and passed
//   node .ci/outcome.mjs failures FIRST           lists what failed, with the first lines of why
//   node .ci/outcome.mjs count FIRST [SECOND]     prints the numbers of tests
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** More than that is a change that breaks something, not a machine that stood still. */
const MOST_REPEATED = 5;

const [command, ...files] = process.argv.slice(2);
const [first, second] = files
  .filter((file) => existsSync(file))
  .map((file) => JSON.parse(readFileSync(file, 'utf8')));

const failed = (run) => run.testResults.filter(({ status }) => status === 'failed');
const end = (isGood) => process.exit(isGood ? 0 : 1);

const why = (messages) =>
  messages
    .join('\n')
    .replace(/\x1b\[\d*m/g, '')
    .split('\n')
    .filter((line) => line.trim() && !/node_modules/.test(line))
    .slice(0, 12)
    .map((line) => `    ${line.trim().slice(0, 200)}`)
    .join('\n');

const commands = {
  repeatable: () => end(failed(first).length <= MOST_REPEATED),
  repaired: () => end(second?.success && second.numTotalTestSuites === failed(first).length),
  failures() {
    for (const { name, message, assertionResults } of failed(first)) {
      const tests = assertionResults.filter(({ status }) => status === 'failed');
      if (tests.length === 0) console.log(`  ${relative('.', name)}\n${why([message])}`);
      for (const { fullName, failureMessages } of tests)
        console.log(`  ${relative('.', name)}: ${fullName}\n${why(failureMessages)}`);
    }
  },
  count() {
    const passedAtOnce = first.testResults
      .filter(({ status }) => status !== 'failed')
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === 'passed').length;
    const [passed, failures] = second
      ? [passedAtOnce + second.numPassedTests, second.numFailedTests]
      : [first.numPassedTests, first.numFailedTests];
    console.log(`${passed} passed, ${failures} failed`);
  },
};

commands[command]();
