import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MAX_DUMP_BYTES = 100_000_000;

/** A backup with the commands of docs/backup.md, created while the service runs. */
export class Dump {
  private constructor(
    private readonly database: URL,
    private readonly sql: string,
  ) {}

  static async of(databaseUrl: string): Promise<Dump> {
    const database = new URL(databaseUrl);
    const words = [...connectionOf(database), '--single-transaction', '--quick', nameOf(database)];
    const { stdout } = await run('mariadb-dump', words, { maxBuffer: MAX_DUMP_BYTES });
    return new Dump(database, stdout);
  }

  /** Restores the backup. */
  async restore(): Promise<void> {
    const restoring = run('mariadb', [...connectionOf(this.database), nameOf(this.database)]);
    restoring.child.stdin?.end(this.sql);
    await restoring;
  }
}

const connectionOf = ({ hostname, port, username }: URL) => [
  '--no-defaults',
  `--host=${hostname}`,
  `--port=${port}`,
  `--user=${username}`,
];
const nameOf = ({ pathname }: URL) => pathname.slice(1);
