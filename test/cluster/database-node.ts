import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';

/** Who the service is. It may do nothing but use its database; name and password in one. */
export const USER = 'watchword:otters';

const ANSWER_MILLISECONDS = 5000;
const READY_MILLISECONDS = 120_000;
const LOG_LINES = 40;

/** One database server of a cluster, in a process that the test owns. */
export class DatabaseNode {
  private child?: ChildProcess;

  constructor(
    readonly name: string,
    readonly port: number,
    private readonly logFile: string,
  ) {}

  /** Where a service finds its database on this node. */
  get url(): string {
    return `mysql://${USER}@127.0.0.1:${this.port}/watchword`;
  }

  get isRunning(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Starts the server; it need not answer yet. It ends with the process that started it, however that ends. */
  spawn(words: readonly string[], user = 'root'): void {
    const log = openSync(this.logFile, 'a');
    const as = ['--pdeathsig=KILL', `--reuid=${user}`, `--regid=${user}`, '--clear-groups'];
    this.child = spawn('setpriv', [...as, ...words], { stdio: ['ignore', log, log] });
    closeSync(log);
  }

  /** Ends the server as a crash does, and waits until it is gone. */
  async kill(): Promise<void> {
    if (!this.isRunning) return;
    const gone = once(this.child as ChildProcess, 'exit');
    this.child?.kill('SIGKILL');
    await gone;
  }

  /** The server hangs: its connections stay open, and nothing answers. */
  pause(): void {
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }

  /** Asks the server. @throws when it does not answer in time, 5 s as a rule */
  async ask(sql: string, milliseconds = ANSWER_MILLISECONDS): Promise<Record<string, string>[]> {
    const connection = await createConnection({
      host: '127.0.0.1',
      port: this.port,
      user: 'root',
      connectTimeout: ANSWER_MILLISECONDS,
    });
    connection.on('error', () => undefined);
    try {
      const [rows] = await connection.query<RowDataPacket[]>({ sql, timeout: milliseconds });
      return rows;
    } finally {
      connection.destroy();
    }
  }

  /** Waits until an answer of the server fits. @throws when it ends, or it takes longer than it may */
  async until(
    sql: string,
    fits: (row: Record<string, string>) => boolean,
    milliseconds = READY_MILLISECONDS,
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

/** Options of a server as words of its command line. Nothing else counts: it reads no file. */
export function words(options: Record<string, string | number>): string[] {
  return ['--no-defaults', ...Object.entries(options).map(([name, value]) => `--${name}=${value}`)];
}

/** Makes the empty database, and the one who may use it. */
export async function prepareDatabase(node: DatabaseNode): Promise<void> {
  const [name, password] = USER.split(':');
  await node.ask('CREATE DATABASE watchword');
  for (const host of ['%', 'localhost']) {
    await node.ask(`CREATE USER '${name}'@'${host}' IDENTIFIED BY '${password}'`);
    await node.ask(`GRANT ALL ON watchword.* TO '${name}'@'${host}'`);
  }
}
