import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/process.js';
import { type Cluster, NODES } from './cluster.js';
import { DatabaseNode, prepareDatabase, words } from './database-node.js';
import { endStrays, installed, run } from './debian.js';

const PROVIDER = '/usr/lib/galera/libgalera_smm.so';
const IS_SYNCED = "SHOW STATUS LIKE 'wsrep_local_state_comment'";
const SUSPECT_SECONDS = 2;

interface Ports {
  readonly group: number;
  readonly incremental: number;
  readonly snapshot: number;
}

/** MariaDB with Galera: each node accepts writes, and conflicts are detected at the commit. */
export class Galera implements Cluster {
  readonly name = 'Galera';
  readonly nodes: DatabaseNode[] = [];
  readonly suspectMilliseconds = SUSPECT_SECONDS * 1000;
  private readonly ports: Ports[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'watchword-galera-'));

  async start(): Promise<void> {
    installed({
      '/usr/sbin/mariadbd': 'mariadb-server',
      [PROVIDER]: 'galera-4',
      '/usr/bin/rsync': 'rsync',
      '/usr/bin/lsof': 'lsof',
    });
    await this.makeNodes();
    const [first, ...others] = this.nodes;
    this.spawn(first as DatabaseNode, '--wsrep-new-cluster');
    await this.untilSynced(first as DatabaseNode);
    // One after the other: a node can send its data to only one other at a time.
    for (const node of others) {
      this.spawn(node);
      await this.untilSynced(node);
    }
    await prepareDatabase(first as DatabaseNode);
  }

  async rejoin(...nodes: DatabaseNode[]): Promise<void> {
    for (const node of nodes.filter(({ isRunning }) => !isRunning))
      this.spawn(node, this.recoveredPosition(node));
    for (const node of nodes) await this.untilSynced(node);
  }

  /** Galera remembers its last primary component: when all members are back, they continue by themselves. */
  recover(): Promise<void> {
    return this.rejoin(...this.nodes);
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()));
    endStrays(this.folder); // scripts that copy from node to node
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }

  private async makeNodes(): Promise<void> {
    for (let index = 0; index < NODES; index++) {
      const name = `galera-${index + 1}`;
      mkdirSync(join(this.folder, name));
      this.ports.push({ group: await freePort(), incremental: await freePort(), snapshot: await freePort() });
      this.nodes.push(new DatabaseNode(name, await freePort(), join(this.folder, `${name}.log`)));
    }
    run('chown', '-R', 'mysql:', this.folder); // as root, rsync would copy as `nobody`, which may not read them
    const [first, ...others] = this.nodes.map(({ name }) => join(this.folder, name, 'data'));
    const install = ['--user=mysql', '--auth-root-authentication-method=normal', '--skip-test-db'];
    run('mariadb-install-db', '--no-defaults', ...install, `--datadir=${first}`);
    for (const data of others) cpSync(first as string, data, { recursive: true });
    run('chown', '-R', 'mysql:', this.folder);
  }

  private async untilSynced(node: DatabaseNode): Promise<void> {
    await node.until(IS_SYNCED, ({ Value }) => Value === 'Synced');
  }

  private spawn(node: DatabaseNode, ...more: string[]): void {
    node.spawn(['/usr/sbin/mariadbd', ...this.options(node), ...more], 'mysql');
  }

  /** After a crash the position is only in InnoDB. Without it the node would request a copy of all data. */
  private recoveredPosition(node: DatabaseNode): string {
    const log = join(this.folder, node.name, 'recovery.log');
    rmSync(log, { force: true });
    const asMysql = ['--reuid=mysql', '--regid=mysql', '--clear-groups', '/usr/sbin/mariadbd'];
    run('setpriv', ...asMysql, ...this.options(node), '--wsrep-recover', `--log-error=${log}`);
    const position = /Recovered position:? *(\S+)/.exec(run('cat', log))?.[1];
    return `--wsrep-start-position=${position}`;
  }

  private options(node: DatabaseNode): string[] {
    const folder = join(this.folder, node.name);
    const { group, incremental, snapshot } = this.ports[this.nodes.indexOf(node)] as Ports;
    const provider = [
      `gmcast.listen_addr=tcp://127.0.0.1:${group}`,
      `ist.recv_addr=127.0.0.1:${incremental}`,
      `evs.suspect_timeout=PT${SUSPECT_SECONDS}S`,
      `evs.inactive_timeout=PT${SUSPECT_SECONDS * 2}S`,
      'evs.inactive_check_period=PT0.5S',
      'evs.keepalive_period=PT0.5S',
    ];
    const options = {
      'bind-address': '127.0.0.1',
      port: node.port,
      datadir: `${folder}/data`,
      socket: `${folder}/socket`,
      'pid-file': `${folder}/pid`,
      'binlog-format': 'ROW',
      'innodb-autoinc-lock-mode': 2,
      'innodb-flush-log-at-trx-commit': 1,
      'wsrep-on': 'ON',
      'wsrep-provider': PROVIDER,
      'wsrep-provider-options': provider.join(';'),
      'wsrep-cluster-name': 'watchword',
      'wsrep-cluster-address': `gcomm://${this.ports.map((one) => `127.0.0.1:${one.group}`).join(',')}`,
      'wsrep-node-name': node.name,
      'wsrep-node-address': '127.0.0.1',
      'wsrep-sst-method': 'rsync',
      'wsrep-sst-receive-address': `127.0.0.1:${snapshot}`,
      'wsrep-slave-threads': 4,
    };
    return words(options);
  }
}
