import { createApp } from '../startup/app.js';
import { Log } from '../common/logging.js';
import { migrate } from '../database/migrator.js';
import { documentOf } from '../startup/openapi.js';
import type { Command } from './command.js';

/** Prints the OpenAPI document. */
export const openapiCommand: Command = {
  usage: 'openapi                                print the OpenAPI document',
  run: async (_words, config) => {
    await migrate(config.DATABASE_URL);
    const app = await createApp(config, new Log('silent'));
    try {
      return `${JSON.stringify(documentOf(app), null, 2)}\n`;
    } finally {
      await app.close();
    }
  },
};
