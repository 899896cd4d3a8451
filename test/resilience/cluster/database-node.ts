import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';

/** Name and password of the service's user, which may only use its own database. */
export const USER = 'watchword:otters';

const ANSWER_TIMEOUT_MS = 5000;
const READY_MS = 120_000;
const LOG_LINES = 40;

/** One database server of a cluster, in a process that the test owns. */
export class DatabaseNode {
  private child?: ChildProcess;

  constructor(
    readonly name: string,
    readonly port: number,
    private readonly logFile: string,
  ) {}

  /** The DATABASE_URL for this node. */
  get url(): string {
    return `mysql://${USER}@127.0.0.1:${this.port}/watchword`;
  }

  get isRunning(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Starts the server without waiting for it. It ends with the process that started it, in every case. */
  spawn(words: readonly string[], user = 'root'): void {
    const log = openSync(this.logFile, 'a');
    const as = ['--pdeathsig=KILL', `--reuid=${user}`, `--regid=${user}`, '--clear-groups'];
    this.child = spawn('setpriv', [...as, ...words], { stdio: ['ignore', log, log] });
    closeSync(log);
  }

  /** Kills the server like a crash, and waits until it is gone. */
  async kill(): Promise<void> {
    if (!this.isRunning) return;
    const gone = once(this.child as ChildProcess, 'exit');
    this.child?.kill('SIGKILL');
    await gone;
  }

  /** Makes the server hang: its connections stay open but get no responses. */
  pause(): void {
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }

  /** Runs a query. @throws when the server does not respond in time, by default 5 s */
  async ask(sql: string, milliseconds = ANSWER_TIMEOUT_MS): Promise<Record<string, string>[]> {
    const connection = await createConnection({
      host: '127.0.0.1',
      port: this.port,
      user: 'root',
      connectTimeout: ANSWER_TIMEOUT_MS,
    });
    connection.on('error', () => undefined);
    try {
      const [rows] = await connection.query<RowDataPacket[]>({ sql, timeout: milliseconds });
      return rows;
    } finally {
      connection.destroy();
    }
  }

  /** Repeats a query until its result matches. @throws when the server ends or the time is over */
  async until(
    sql: string,
    fits: (row: Record<string, string>) => boolean,
    milliseconds = READY_MS,
  ): Promise<void> {
    const deadline = performance.now() + milliseconds;
    for (;;) {
      const [row] = await this.ask(sql).catch(() => []);
      if (row && fits(row)) return;
      if (!this.isRunning) throw new Error(`${this.name} ended: ${this.lastWords()}`);
      if (performance.now() > deadline) throw new Error(`${this.name} is not ready: ${this.lastWords()}`);
      await sleep(100);
    }
  }

  private lastWords(): string {
    return readFileSync(this.logFile, 'utf8').split('\n').slice(-LOG_LINES).join('\n');
  }
}

/** Converts options of a server to arguments. The server reads no option file. */
export function words(options: Record<string, string | number>): string[] {
  return ['--no-defaults', ...Object.entries(options).map(([name, value]) => `--${name}=${value}`)];
}

/** Creates the empty database and its user. */
export async function prepareDatabase(node: DatabaseNode): Promise<void> {
  const [name, password] = USER.split(':');
  await node.ask('CREATE DATABASE watchword');
  for (const host of ['%', 'localhost']) {
    await node.ask(`CREATE USER '${name}'@'${host}' IDENTIFIED BY '${password}'`);
    await node.ask(`GRANT ALL ON watchword.* TO '${name}'@'${host}'`);
  }
}
