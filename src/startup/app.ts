import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Log } from '../common/logging.js';
import type { Config } from '../config/config.js';
import { ConsoleFiles } from '../pages/console/console-files.js';
import { httpAdapter, prepareHttp } from './http.js';
import { serveDocument } from './openapi.js';

/** Creates the application. It does not listen yet. The database must be migrated before. */
export async function createApp(config: Config, log: Log): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config), httpAdapter(config), {
    logger: log,
    bodyParser: false,
    abortOnError: false,
  });
  await prepareHttp(app, config, log);
  serveDocument(app);
  if (config.PAGES === 'on') await app.get(ConsoleFiles).serve(app.getHttpAdapter().getInstance());
  return app;
}
