import { constants } from 'node:os';
import type { Command } from './cli/command.js';
import { commands } from './cli/commands.js';
import type { Config } from './config/config.js';
import { InvalidConfig } from './config/config.errors.js';
import { readConfig } from './config/load-config.js';

const USAGE = `Usage: npm run cli -- <command>\n\n${[...commands.values()].map(({ usage }) => `  ${usage}`).join('\n')}\n`;

/** Finds the command with the longest name that the words start with: `users create` before `users`. */
function find(words: string[]) {
  const names = [words.slice(0, 2).join(' '), words[0] ?? ''];
  return names.flatMap((name) => {
    const command = commands.get(name);
    return command ? [{ command, rest: words.slice(name.split(' ').length) }] : [];
  })[0];
}

/** Runs a command. An invalid configuration is a result for commands that check it, and an error for the others. */
async function run(command: Command, words: string[]): Promise<string> {
  let config: Config;
  try {
    config = readConfig();
  } catch (error) {
    if (!(error instanceof InvalidConfig) || !command.runWithFaults) throw error;
    return command.runWithFaults(error.faults, error.warnings);
  }
  if (!command.runWithFaults) warn(config.warnings);
  return command.run(words, config);
}

function warn(warnings: readonly string[]): void {
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
}

/** Exits once the text is written, because timers and connections of a command would keep the process alive. */
function end(code: number, output: NodeJS.WriteStream, text: string): void {
  output.once('error', () => process.exit(code)); // the reader has gone
  output.write(text, () => process.exit(code));
}

process.umask(0o077); // a database created by a command is readable only for its owner
// The first process of a container ignores signals without a listener.
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => process.exit(128 + constants.signals[signal]));
const found = find(process.argv.slice(2));
if (!found) {
  end(1, process.stderr, USAGE);
} else {
  try {
    const text = await run(found.command, found.rest);
    end(Number(process.exitCode ?? 0), process.stdout, text);
  } catch (error) {
    end(1, process.stderr, `${(error as Error).message}\n`);
  }
}
