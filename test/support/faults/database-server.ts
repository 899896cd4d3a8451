import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';

declare const ENGINE: 'mariadb' | 'mysql';
declare const TEST_DATABASE: string;
declare const FAULTS_DIRECTORY: string;

const run = promisify(execFile);
const MYSQL = join(__dirname, '..', '..', '..', 'scripts', 'mysql');

/** The database server of this run, which tests may kill. It is shared by all files and identified by its port. */
abstract class DatabaseServer {
  constructor(protected readonly port: number) {}

  /** Starts it on its existing data, and waits until it responds. */
  abstract start(): Promise<void>;

  get isRunning(): boolean {
    return pidOf(this.port) !== undefined;
  }

  /** The pid of the server on our port. */
  get pid(): number {
    const found = pidOf(this.port);
    if (!found) throw new Error(`no database server runs on port ${this.port}`);
    return Number(found);
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** Kills it like a crash, and waits until it is gone. */
  async kill(): Promise<void> {
    const { pid } = this;
    process.kill(pid, 'SIGKILL');
    while (isServer(String(pid), this.port)) await sleep(20);
  }

  protected async untilItAnswers(): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      const connection = await createConnection(TEST_DATABASE).catch(() => undefined);
      if (connection) return connection.end();
      await sleep(100);
    }
    throw new Error(`the database server on port ${this.port} does not answer`);
  }
}

class MariaDbServer extends DatabaseServer {
  private readonly directory = join(FAULTS_DIRECTORY, 'mariadb');

  async start(): Promise<void> {
    const data = join(this.directory, 'data');
    const common = ['--no-defaults', `--user=${userInfo().username}`, `--datadir=${data}`];
    if (!existsSync(data)) {
      mkdirSync(data, { recursive: true });
      await run('mariadb-install-db', [
        ...common,
        '--auth-root-authentication-method=normal',
        '--skip-test-db',
      ]);
    }
    const log = openSync(join(this.directory, 'log'), 'a');
    const own = [
      '--bind-address=127.0.0.1',
      `--port=${this.port}`,
      `--socket=${join(this.directory, 'socket')}`,
    ];
    const words = [...common, ...own, `--pid-file=${join(this.directory, 'pid')}`];
    spawn('mariadbd', words, { detached: true, stdio: ['ignore', log, log] }).unref();
    await this.untilItAnswers();
  }
}

/** A MySQL that `scripts/mysql` starts and stops. */
class MySqlServer extends DatabaseServer {
  private readonly name = `faults${this.port}`;

  async start(): Promise<void> {
    writeFileSync(join(FAULTS_DIRECTORY, 'mysql'), this.name); // used by remove-database-servers.mjs
    await this.tool('start', String(this.port));
    await this.untilItAnswers();
  }

  override async kill(): Promise<void> {
    await super.kill();
    await this.tool('kill'); // it deletes the pid file
  }

  private async tool(verb: string, ...words: string[]): Promise<void> {
    await run(MYSQL, [verb, this.name, ...words]);
  }
}

/** Returns whether this is a running server on our port, not a zombie process. */
function isServer(pid: string, port: number): boolean {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return /(mariadbd|mysqld)$/.test(command[0] ?? '') && command.includes(`--port=${port}`);
  } catch {
    return false; // it has ended meanwhile
  }
}

function pidOf(port: number): string | undefined {
  return readdirSync('/proc').find((entry) => /^\d+$/.test(entry) && isServer(entry, port));
}

/** Starts the server before the tests of a file, unless it runs. */
export function useDatabaseServer(): DatabaseServer {
  const port = Number(new URL(TEST_DATABASE).port);
  const server = ENGINE === 'mariadb' ? new MariaDbServer(port) : new MySqlServer(port);
  beforeAll(async () => {
    if (!server.isRunning) await server.start();
  });
  return server;
}
