import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { UniqueConstraintError } from 'sequelize';
import { CLI } from '../common/actor.js';
import { migrate } from '../database/migrator.js';
import { KeyRotation } from '../keys/key-rotation.js';
import type { Command } from './command.js';
import { inContext } from './context.js';

/** Creates the next signing key. With --compromised, it signs at once, and all earlier tokens are refused. */
export const keysRotateCommand: Command = {
  usage:
    'keys rotate [--compromised]            make the next signing key; --compromised refuses every earlier token',
  run: async (words, config) => {
    const { compromised } = parseArgs({ args: words, options: { compromised: { type: 'boolean' } } }).values;
    await migrate(config.DATABASE_URL);
    await inContext(config, (app) => {
      if (compromised) return replaceEveryKey(app);
      const rotate = () => app.get(KeyRotation).rotate(CLI);
      return rotate().catch((error: unknown) => repeatIfOvertaken(error, rotate));
    });
    return compromised
      ? 'Every earlier key is gone; their tokens are refused within a second. People stay signed in and refresh.\n'
      : 'The next key is published. It signs as soon as every verifier must have seen it.\n';
  },
};

/** Replaces all keys at once. All tokens they signed are refused. */
export function replaceEveryKey(app: INestApplicationContext): Promise<void> {
  const replace = () => app.get(KeyRotation).replaceCompromised(CLI);
  return replace().catch((error: unknown) => repeatIfOvertaken(error, replace));
}

/**
 * Runs `rotate` again if another process has created a key at the same moment. That key is sufficient, or it must be
 * replaced too.
 */
function repeatIfOvertaken(error: unknown, rotate: () => Promise<void>): Promise<void> {
  if (error instanceof UniqueConstraintError) return rotate();
  throw error;
}
