import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { freePort } from './process.js';

export const GALERA = '/usr/lib/galera/libgalera_smm.so';

/** A separate MariaDB for a test, with settings that a shared one cannot have. */
export class TestMariaDb {
  private readonly directory = mkdtempSync(join(tmpdir(), 'watchword-mariadb-'));
  private child!: ChildProcess;
  private port = 0;

  /** Starts it with an empty database. */
  async start(...settings: string[]): Promise<this> {
    const user = `--user=${userInfo().username}`;
    const data = `--datadir=${join(this.directory, 'data')}`;
    execFileSync(
      'mariadb-install-db',
      ['--no-defaults', user, data, '--auth-root-authentication-method=normal', '--skip-test-db'],
      { stdio: 'ignore' },
    );
    this.port = await freePort();
    const socket = `--socket=${join(this.directory, 'socket')}`;
    const address = ['--bind-address=127.0.0.1', `--port=${this.port}`];
    this.child = spawn('mariadbd', ['--no-defaults', user, data, socket, ...address, ...settings], {
      stdio: 'ignore',
    });
    await this.createDatabase();
    return this;
  }

  /** Starts it as the only node of a cluster. */
  async startCluster(...settings: string[]): Promise<this> {
    const [group, transfer] = [await freePort(), await freePort()];
    const options = `gmcast.listen_addr=tcp://127.0.0.1:${group};ist.recv_addr=127.0.0.1:${transfer}`;
    return this.start(
      '--wsrep-on=ON',
      `--wsrep-provider=${GALERA}`,
      `--wsrep-provider-options=${options}`,
      '--wsrep-cluster-address=gcomm://',
      '--binlog-format=ROW',
      ...settings,
    );
  }

  get url(): string {
    return `mysql://root@127.0.0.1:${this.port}/watchword`;
  }

  async execute(sql: string): Promise<void> {
    const connection = await createConnection({ host: '127.0.0.1', port: this.port, user: 'root' });
    try {
      await connection.query(sql);
    } finally {
      await connection.end();
    }
  }

  /** Stops it and deletes its data. */
  async stop(): Promise<void> {
    if (this.child && this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGKILL');
      await once(this.child, 'exit');
    }
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Creates the database as soon as the server accepts writes, which a node of a cluster does later than reads. */
  private async createDatabase(): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      const created = this.execute('CREATE DATABASE IF NOT EXISTS watchword').then(() => true);
      if (await created.catch(() => false)) return;
      await sleep(100);
    }
    throw new Error('mariadbd does not answer');
  }
}
