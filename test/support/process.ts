import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from './client.js';
import { TEST_ENVIRONMENT } from './service.js';

const DIST = join(__dirname, '..', '..', 'dist');
const NOBODY = 65_534;

/** Options for a process that permissions apply to, which is not the case for root. */
export const ORDINARY_USER = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/** The built service in a separate process, for tests of replicas, signals and crashes. */
export class ServiceProcess extends Client {
  output = '';
  private child!: ChildProcess;

  constructor(
    private readonly environment: Record<string, string>,
    private readonly directory?: string,
    private readonly entry = join(DIST, 'main.js'),
    private readonly user: { uid?: number; gid?: number } = {},
  ) {
    super('');
  }

  /** Starts it and waits until it is ready. @throws when it ends instead */
  async start(): Promise<this> {
    return this.startUntil('/health/ready');
  }

  /** Starts it and waits until a route returns 200. @throws when it ends instead */
  async startUntil(path: string): Promise<this> {
    const port = this.environment.PORT ?? String(await freePort());
    this.origin = `http://127.0.0.1:${port}`;
    const environment = { ...TEST_ENVIRONMENT, PORT: port, ...this.environment };
    this.child = spawn(process.execPath, [this.entry], {
      env: { PATH: process.env.PATH, ...environment },
      cwd: this.directory,
      ...this.user,
    });
    this.child.stdout?.on('data', (chunk) => (this.output += chunk));
    this.child.stderr?.on('data', (chunk) => (this.output += chunk));
    for (let tries = 0; tries < 1800; tries++) {
      if (this.hasEnded) throw new Error(`the service ended: ${this.output}`);
      if (await this.answers(path)) return this;
      await sleep(50);
    }
    throw new Error(`the service is not ready: ${this.output}`);
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** Sends a signal and waits for the end. Returns the exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (!this.child) return null;
    this.child.kill(signal);
    return this.ended();
  }

  /** Waits until it has ended by itself. Returns the exit code. */
  async ended(): Promise<number | null> {
    if (this.hasEnded) return this.child.exitCode;
    const [code] = (await once(this.child, 'exit')) as [number | null];
    return code;
  }

  private async answers(path: string): Promise<boolean> {
    const answer = await this.get(path).catch(() => undefined);
    return answer?.status === 200;
  }
}

/** Runs a command of the command line. */
export async function runCli(
  words: string[],
  environment: Record<string, string>,
  input = '',
  directory?: string,
  user: { uid?: number; gid?: number } = {},
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [join(DIST, 'cli.js'), ...words], {
    env: { PATH: process.env.PATH, ...TEST_ENVIRONMENT, ...environment },
    cwd: directory,
    ...user,
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  child.stdin.end(input);
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, output };
}

/** Returns an unused port. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
