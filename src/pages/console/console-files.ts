import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { builtFolder } from '../built-folder.js';

const MANIFEST = 'manifest.json';
const PATH = '/console';
const YEAR_MS = 365 * 86_400_000;

/** What the page of the console loads, by its paths at this service. */
export interface ConsoleEntry {
  readonly script: string;
  readonly style: string;
}

/** What Vite's manifest says about a built file. */
interface BuiltFile {
  readonly file: string;
  readonly css?: readonly string[];
}

/** The files of the console. Their names change with their contents, so browsers keep them for good. */
@Injectable()
export class ConsoleFiles {
  /** Undefined if the console was not built: pages then work as without JavaScript. */
  readonly entry: ConsoleEntry | undefined;
  private readonly folder = builtFolder('console', MANIFEST);

  constructor() {
    this.entry = this.folder === undefined ? undefined : entryIn(join(this.folder, MANIFEST));
  }

  /** Serves the files, and nothing else of their folder. */
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
