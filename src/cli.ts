import type { Command } from './cli/command.js';
import { commands } from './cli/commands.js';
import type { Config } from './config/config.js';
import { InvalidConfig } from './config/config.errors.js';
import { loadConfig, loadEnvFile } from './config/load-config.js';

const USAGE = `Usage: npm run cli -- <command>\n\n${[...commands.values()].map(({ usage }) => `  ${usage}`).join('\n')}\n`;

/** Finds the longest name that the words start with: `users create` before `users`. */
function find(words: string[]) {
  const names = [words.slice(0, 2).join(' '), words[0] ?? ''];
  return names.flatMap((name) => {
    const command = commands.get(name);
    return command ? [{ command, rest: words.slice(name.split(' ').length) }] : [];
  })[0];
}

/** Faults of the configuration are an answer of those commands that look for them, and an error of the others. */
async function run(command: Command, words: string[]): Promise<string> {
  let config: Config;
  try {
    config = loadConfig();
  } catch (error) {
    if (!(error instanceof InvalidConfig) || !command.runWithFaults) throw error;
    return command.runWithFaults(error.faults);
  }
  return command.run(words, config);
}

process.umask(0o077); // a database that a command makes is for nobody else
const found = find(process.argv.slice(2));
if (!found) {
  process.stderr.write(USAGE);
  process.exitCode = 1;
} else {
  try {
    loadEnvFile();
    process.stdout.write(await run(found.command, found.rest));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
