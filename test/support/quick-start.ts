import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { transformSync } from '@swc/core';
import type { Rolldown } from 'vite';
import { freePort } from './process.js';
import { NEXT } from './programs.js';

const ROOT = join(__dirname, '..', '..');
const BUILT = join(ROOT, 'build', 'examples');

/** The text of a file of examples/. */
export const readExample = (file: string): string => readFileSync(join(ROOT, 'examples', file), 'utf8');

/** A service of examples/ in a process of its own. */
export class QuickStart {
  url = '';
  private output = '';

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => void (this.output += chunk));
  }

  /** Starts a program on a free port, which it is told as PORT, and waits until it answers. @throws when it ends instead */
  static async start(command: string, words: string[], environment: NodeJS.ProcessEnv, port?: number) {
    const PORT = String(port ?? (await freePort()));
    const env = { PATH: process.env.PATH, PORT, ...environment };
    const quickStart = new QuickStart(spawn(command, words, { env }));
    quickStart.url = `http://127.0.0.1:${PORT}`;
    await quickStart.answers();
    return quickStart;
  }

  /** Calls one of its routes. */
  async call(path: string, headers: Record<string, string> = {}, method = 'GET') {
    const answer = await fetch(this.url + path, { method, headers });
    const text = await answer.text();
    return { status: answer.status, challenge: answer.headers.get('www-authenticate'), text };
  }

  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }

  private async answers(): Promise<void> {
    for (let tries = 0; tries < 1200; tries++) {
      if (this.child.exitCode !== null) throw new Error(`it ended: ${this.output}`);
      if (await this.call('/').catch(() => undefined)) return;
      await sleep(50);
    }
    throw new Error(`it does not answer: ${this.output}`);
  }
}

/** Compiles a TypeScript file of examples/ as a user's project does. Returns the words that start it by Node.js. */
export function compiled(file: string): string[] {
  const { code } = transformSync(readExample(file), {
    swcrc: false,
    module: { type: 'es6' },
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
  });
  const path = join(BUILT, `${file.replaceAll('/', '-')}.mjs`);
  mkdirSync(BUILT, { recursive: true });
  writeFileSync(path, code);
  return [path];
}

/** Builds a page of examples/ with Vite, as a user's project does. Returns its files by their paths at the server. */
export async function builtByVite(name: string, env: Record<string, string>): Promise<Map<string, string>> {
  const { build } = await import('vite');
  const define = Object.entries(env).map(([key, value]) => [`import.meta.env.${key}`, JSON.stringify(value)]);
  const result = await build({
    root: join(ROOT, 'examples', name),
    base: `/${name}/`,
    configFile: false,
    envFile: false,
    define: Object.fromEntries(define),
    build: { write: false },
    oxc: { jsx: { runtime: 'automatic', importSource: 'react' } },
    logLevel: 'error',
  });
  const { output } = (Array.isArray(result) ? result[0] : result) as Rolldown.RolldownOutput;
  return new Map(
    output.map((file) => [
      `/${name}/${file.fileName.replace('index.html', '')}`,
      String(file.type === 'chunk' ? file.code : file.source),
    ]),
  );
}

/** Builds a server of examples/ with Next.js, as a user's project does, and starts it. @throws what the build says against it */
export async function builtByNext(name: string, environment: NodeJS.ProcessEnv): Promise<QuickStart> {
  const project = join(ROOT, 'examples', name);
  const env = { PATH: process.env.PATH, NEXT_TELEMETRY_DISABLED: '1', ...environment };
  await promisify(execFile)(process.execPath, [NEXT, 'build', project], { env }).catch((fault) => {
    throw new Error(`it cannot be built: ${fault.stdout}${fault.stderr}`);
  });
  return QuickStart.start(process.execPath, [NEXT, 'start', project], env);
}
