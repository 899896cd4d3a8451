import { parseArgs } from 'node:util';
import { UnitOfWork } from '../database/unit-of-work.js';
import { migrate } from '../database/migrator.js';
import { KeysService } from '../keys/keys.service.js';
import type { Command } from './command.js';
import { inContext } from './context.js';

/** Makes the next signing key; with --compromised it takes over at once and every earlier token is refused. */
export const keysRotateCommand: Command = {
  usage:
    'keys rotate [--compromised]            make the next signing key; --compromised refuses every earlier token',
  run: async (words, config) => {
    const { compromised } = parseArgs({ args: words, options: { compromised: { type: 'boolean' } } }).values;
    await migrate(config.DATABASE_URL);
    await inContext(config, (app) =>
      app.get(UnitOfWork).run((transaction) => {
        const keys = app.get(KeysService);
        return compromised ? keys.replaceCompromised(transaction) : keys.addSuccessor(transaction);
      }),
    );
    return compromised
      ? 'Every earlier key is gone; their tokens are refused within a second. People stay signed in and refresh.\n'
      : 'The next key is published. It signs as soon as every verifier must have seen it.\n';
  },
};
