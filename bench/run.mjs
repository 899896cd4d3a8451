/** Runs the scenarios and writes the results to results/. See README.md. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { moveToClientCore } from './support/cores.mjs';
import { Databases } from './support/database.mjs';
import { describeRun } from './support/machine.mjs';
import { readOptions, SCENARIOS } from './support/options.mjs';
import { section, targetTable, writeReport } from './support/report.mjs';
import { Stage } from './support/stage.mjs';
import { judge } from './support/targets.mjs';

const options = readOptions();
const dir = mkdtempSync(join(tmpdir(), 'watchword-bench-'));
process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
const databases = new Databases(options.databaseUrl, dir);
const stage = new Stage(databases, dir);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void stage.close().finally(() => process.exit(1)));
}

moveToClientCore();
const run = await describeRun(databases, options);
const results = {};
for (const name of options.only) {
  results[name] = await play(name);
  process.stdout.write(`\n${section(results[name]).join('\n\n')}\n`);
}
const isWhole = SCENARIOS.every((name) => results[name] && !results[name].failed);
const judged = judge(results, databases.isSqlite);
const targets = isWhole ? judged : judged.filter(({ measured }) => measured !== undefined);
if (!options.smoke) process.stdout.write(`\n${targetTable(targets).join('\n\n')}\n`);
writeReport(reportName(), { run, targets: options.smoke ? undefined : targets, results });

/** Runs a scenario. If it fails, the run fails, but the results of the others are kept. */
async function play(name) {
  const scenario = await import(`./scenarios/${name}.mjs`);
  try {
    return { title: scenario.title, ...(await scenario.play(stage, options)) };
  } catch (error) {
    process.exitCode = 1;
    return { title: scenario.title, failed: error.message };
  } finally {
    await stage.close();
  }
}

/** Returns the name of the report. Only a complete successful run replaces the stored one. */
function reportName() {
  if (options.smoke) return 'smoke';
  return isWhole ? 'latest' : 'partial';
}
