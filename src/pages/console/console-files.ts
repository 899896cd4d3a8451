import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { builtFolder } from '../built-folder.js';

const MANIFEST = 'manifest.json';
const PATH = '/console';
const YEAR_MS = 365 * 86_400_000;

/** The paths of the files that the page of the console loads. */
export interface ConsoleEntry {
  readonly script: string;
  readonly style: string;
}

/** An entry of Vite's manifest: a built file and its stylesheets. */
interface BuiltFile {
  readonly file: string;
  readonly css?: readonly string[];
}

/** The built files of the console. Their names change with their contents, so browsers cache them for a year. */
@Injectable()
export class ConsoleFiles {
  /** Undefined if the console was not built. Its pages then look as they do without JavaScript. */
  readonly entry: ConsoleEntry | undefined;
  private readonly folder = builtFolder('console', MANIFEST);

  constructor() {
    this.entry = this.folder === undefined ? undefined : entryIn(join(this.folder, MANIFEST));
  }

  /** Serves the built files, but no other file of the build, such as the manifest. */
  async serve(fastify: FastifyInstance): Promise<void> {
    if (this.folder === undefined) return;
    const { default: fastifyStatic } = await import('@fastify/static');
    await fastify.register(fastifyStatic, {
      root: join(this.folder, 'files'),
      prefix: `${PATH}/files/`,
      wildcard: false,
      decorateReply: false,
      preCompressed: true,
      immutable: true,
      maxAge: YEAR_MS,
    });
  }
}

function entryIn(manifest: string): ConsoleEntry {
  const files = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, BuiltFile>;
  const { file, css: [style] = [] } = files['src/main.tsx']!;
  return { script: `${PATH}/${file}`, style: `${PATH}/${style}` };
}
