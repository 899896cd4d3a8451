import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../startup/app.module.js';
import { Problem } from '../common/problem.js';
import type { Config } from '../config/config.js';

/** Runs work with the services of the application, without its HTTP server. Problems become plain errors. */
export async function inContext<T>(
  config: Config,
  work: (app: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const app = await NestFactory.createApplicationContext(AppModule.with(config), {
    logger: ['error'],
    abortOnError: false,
  });
  try {
    return await work(app);
  } catch (error) {
    throw error instanceof Problem ? new Error(error.detail) : error;
  } finally {
    await app.close();
  }
}
