/** Plays the scenarios and writes what came of it into results/. See README.md. */
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
const targets = options.smoke ? undefined : judge(results, databases.isSqlite);
if (targets) process.stdout.write(`\n${targetTable(targets).join('\n\n')}\n`);
writeReport(reportName(), { run, targets, results });

async function play(name) {
  const scenario = await import(`./scenarios/${name}.mjs`);
  try {
    return { title: scenario.title, ...(await scenario.play(stage, options)) };
  } finally {
    await stage.close();
  }
}

/** Only a whole run replaces the report that is kept. */
function reportName() {
  if (options.smoke) return 'smoke';
  return options.only.length === SCENARIOS.length ? 'latest' : 'partial';
}
