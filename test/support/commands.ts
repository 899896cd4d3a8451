import { commands } from '../../src/cli/commands.js';
import { loadConfig } from '../../src/config/load-config.js';
import { TEST_ENVIRONMENT } from './service.js';

/**
 * Runs a command of the command line in this process, which is cheaper than `runCli`, and returns what it prints. The
 * service must be another process: models belong to the newest connection, which the command closes.
 * @throws the error whose message the command line prints
 */
export function runCommand(
  name: string,
  words: string[],
  environment: Record<string, string>,
): Promise<string> {
  const command = commands.get(name);
  if (!command) throw new Error(`there is no command ${name}`);
  return command.run(words, loadConfig({ ...TEST_ENVIRONMENT, ...environment }));
}
