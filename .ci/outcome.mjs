// What one or two runs of jest came to, from their JSON; the second repeated what failed in the first.
//   node .ci/outcome.mjs repeatable FIRST         succeeds when few enough files failed
//   node .ci/outcome.mjs paths FIRST              lists the files to repeat
//   node .ci/outcome.mjs repaired FIRST SECOND    succeeds when all that had failed was repeated, and passed
//   node .ci/outcome.mjs failures FIRST           lists what failed, with the first lines of why
//   node .ci/outcome.mjs names FIRST              lists what failed, a line each
//   node .ci/outcome.mjs skipped FIRST            lists the files with tests that need a program which is missing
//   node .ci/outcome.mjs count FIRST...           prints the numbers of tests; X.again.json is the second run of X.json
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** More than that is a change that breaks something, not a machine that stood still. */
const MAX_REPEATED = 5;

const [command, ...files] = process.argv.slice(2);
const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);
const [first, second] = files.map(read);

/** What a title has when its test needs a program that is missing. */
const MARK = / \[needs \S+: [^\]]+\]/;

const isSkipped = ({ status, fullName }) => status === 'pending' && MARK.test(fullName);
const failed = (run) => run.testResults.filter(({ status }) => status === 'failed');
const pathsOf = (results) => new Set(results.map(({ name }) => name));
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

/** How many passed, at once or when repeated, and how many failed in the end. */
function numbersOf(run, again) {
  if (!again) return [run.numPassedTests, run.numFailedTests];
  const repeated = pathsOf(again.testResults);
  const passedAtOnce = run.testResults
    .filter(({ name }) => !repeated.has(name))
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed').length;
  return [passedAtOnce + again.numPassedTests, again.numFailedTests];
}

const commands = {
  repeatable: () => end(pathsOf(failed(first)).size <= MAX_REPEATED),
  paths: () => pathsOf(failed(first)).forEach((path) => console.log(path)),
  repaired() {
    const repeated = second ? pathsOf(second.testResults) : new Set();
    end(second?.success && [...pathsOf(failed(first))].every((path) => repeated.has(path)));
  },
  failures() {
    for (const { name, message, assertionResults } of failed(first)) {
      const tests = assertionResults.filter(({ status }) => status === 'failed');
      if (tests.length === 0) console.log(`  ${relative('.', name)}\n${why([message])}`);
      for (const { fullName, failureMessages } of tests)
        console.log(`  ${relative('.', name)}: ${fullName}\n${why(failureMessages)}`);
    }
  },
  names() {
    for (const { name, assertionResults } of failed(first)) {
      const tests = assertionResults.filter(({ status }) => status === 'failed');
      const titles = tests.length > 0 ? tests.map(({ fullName }) => fullName) : ['did not run'];
      for (const title of titles) console.log(`  ${relative('.', name)}: ${title}`);
    }
  },
  skipped() {
    const files = first.testResults.filter(({ assertionResults }) => assertionResults.some(isSkipped));
    for (const { name } of files) console.log(name);
  },
  count() {
    const all = files.map((file) => numbersOf(read(file), read(file.replace(/json$/, 'again.json'))));
    const sum = (index) => all.reduce((total, numbers) => total + numbers[index], 0);
    console.log(`${sum(0)} passed, ${sum(1)} failed`);
  },
};

commands[command]();
