import { CLI } from '../common/actor.js';
import { migrate } from '../database/migrator.js';
import { DeviceAccessService } from '../remembered-devices/device-access.service.js';
import { GlobalLogoutService } from '../sessions/global-logout.service.js';
import type { Command } from './command.js';
import { inContext } from './context.js';
import { replaceEveryKey } from './keys-rotate.command.js';

/** Makes a restored database safe to use. Running it twice does no harm. */
export const afterRestoreCommand: Command = {
  usage:
    'after-restore                          after the database was restored: refuse every earlier token, end every session',
  run: async (_words, config) => {
    await migrate(config.DATABASE_URL);
    const ended = await inContext(config, async (app) => {
      await replaceEveryKey(app); // the restored key may have been replaced since the backup because it was compromised
      await app.get(DeviceAccessService).forgetEverybodys(); // a device may have been forgotten since the backup
      return app.get(GlobalLogoutService).afterRestore(CLI);
    });
    return (
      `The revocation feed has a new epoch: replicas and verifiers load all of it again.\n` +
      `Every access token from before is refused, of people and of service clients, within a second.\n` +
      `${ended} sessions were ended: no refresh token from before works, spent or not. People sign in again.\n` +
      `The signing keys were replaced. Accounts, passwords and roles are as the backup has them.\n`
    );
  },
};
