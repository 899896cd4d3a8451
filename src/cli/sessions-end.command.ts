import { parseArgs } from 'node:util';
import { CLI } from '../common/actor.js';
import { migrate } from '../database/migrator.js';
import { DeviceAccessService } from '../remembered-devices/device-access.service.js';
import { GlobalLogoutService } from '../sessions/global-logout.service.js';
import type { Command } from './command.js';
import { inContext } from './context.js';

/** Signs all users out. The option --all is required, so that this does not happen by accident. */
export const sessionsEndCommand: Command = {
  usage: 'sessions end --all                     end every session and refuse every token from before',
  run: async (words, config) => {
    const { all } = parseArgs({ args: words, options: { all: { type: 'boolean' } } }).values;
    if (!all) throw new Error('Add --all to sign all users out: sessions end --all');
    await migrate(config.DATABASE_URL);
    const ended = await inContext(config, async (app) => {
      await app.get(DeviceAccessService).forgetEverybodys();
      return app.get(GlobalLogoutService).endAll(CLI);
    });
    return `${ended} sessions were ended. Every token from before is refused within a second; people sign in again.\n`;
  },
};
