import { commands } from './cli/commands.js';
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

process.umask(0o077); // a database that a command makes is for nobody else
const found = find(process.argv.slice(2));
if (!found) {
  process.stderr.write(USAGE);
  process.exitCode = 1;
} else {
  try {
    loadEnvFile();
    process.stdout.write(await found.command.run(found.rest, loadConfig()));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
