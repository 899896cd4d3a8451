import { parseArgs } from 'node:util';
import { UniqueConstraintError } from 'sequelize';
import { CLI } from '../common/actor.js';
import { migrate } from '../database/migrator.js';
import { KeyRotation } from '../keys/key-rotation.js';
import type { Command } from './command.js';
import { inContext } from './context.js';

/** Makes the next signing key; with --compromised it takes over at once and every earlier token is refused. */
export const keysRotateCommand: Command = {
  usage:
    'keys rotate [--compromised]            make the next signing key; --compromised refuses every earlier token',
  run: async (words, config) => {
    const { compromised } = parseArgs({ args: words, options: { compromised: { type: 'boolean' } } }).values;
    await migrate(config.DATABASE_URL);
    await inContext(config, (app) => {
      const keys = app.get(KeyRotation);
      const rotate = () => (compromised ? keys.replaceCompromised(CLI) : keys.rotate(CLI));
      return rotate().catch((error: unknown) => repeatIfOvertaken(error, rotate));
    });
    return compromised
      ? 'Every earlier key is gone; their tokens are refused within a second. People stay signed in and refresh.\n'
      : 'The next key is published. It signs as soon as every verifier must have seen it.\n';
  },
};

/** Somebody else made a key at the same moment: seen again, it is either enough or one more to replace. */
function repeatIfOvertaken(error: unknown, rotate: () => Promise<void>): Promise<void> {
  if (error instanceof UniqueConstraintError) return rotate();
  throw error;
}
