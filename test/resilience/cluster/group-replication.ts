import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { freePort } from '../../support/process.js';
import { type Cluster, NODES } from './cluster.js';
import { DatabaseNode, prepareDatabase, words } from './database-node.js';
import { mysqlRoot, run } from './debian.js';

const STATE = `SELECT MEMBER_STATE AS state, MEMBER_ROLE AS role FROM performance_schema.replication_group_members
  WHERE MEMBER_ID = @@server_uuid`;
const RECOVERY = `CHANGE REPLICATION SOURCE TO SOURCE_USER = 'root', SOURCE_PASSWORD = ''
  FOR CHANNEL 'group_replication_recovery'`;
/** The transactions that a member has executed, and those received that it executes after its start. */
const TRANSACTIONS = `SELECT CONCAT_WS(',', @@gtid_executed, NULLIF(MAX(RECEIVED_TRANSACTION_SET), '')) AS transactions
  FROM performance_schema.replication_connection_status WHERE CHANNEL_NAME = 'group_replication_applier'`;
const IS_UP = 'SELECT 1 AS one';
/** A member is suspected after 5 s without a message, which cannot be configured. */
const SUSPECT_SECONDS = 5;
const JOIN_MS = 60_000;

/** MySQL with Group Replication. In single-primary mode one node accepts writes, in multi-primary mode all do. */
export class GroupReplication implements Cluster {
  readonly name: string;
  readonly nodes: DatabaseNode[] = [];
  readonly suspectMilliseconds = SUSPECT_SECONDS * 1000;
  private readonly group = randomUUID();
  private readonly groupPorts: number[] = [];
  private readonly root = mysqlRoot();
  private readonly folder: string;

  constructor(private readonly mode: 'single-primary' | 'multi-primary') {
    this.name = `Group Replication, ${mode}`;
    mkdirSync(join(this.root, 'data'), { recursive: true });
    this.folder = mkdtempSync(join(this.root, 'data', 'watchword-group-'));
  }

  async start(): Promise<void> {
    await this.makeNodes();
    for (const node of this.nodes) this.spawn(node);
    for (const node of this.nodes) await this.prepare(node);
    const [first, ...others] = this.nodes;
    await this.bootstrap(first as DatabaseNode);
    await prepareDatabase(first as DatabaseNode);
    await this.join(others);
  }

  async rejoin(...nodes: DatabaseNode[]): Promise<void> {
    for (const node of nodes.filter(({ isRunning }) => !isRunning)) this.spawn(node);
    for (const node of nodes) await node.until(IS_UP, () => true);
    await this.join(nodes);
  }

  /**
   * A group without a majority never recovers by itself: the member with the newest data bootstraps it, and the others
   * join.
   */
  async recover(): Promise<void> {
    for (const node of this.nodes.filter(({ isRunning }) => !isRunning)) this.spawn(node);
    for (const node of this.nodes) await node.until(IS_UP, () => true);
    for (const node of this.nodes) await node.ask('SET GLOBAL offline_mode = ON');
    for (const node of this.nodes) await node.ask('STOP GROUP_REPLICATION', JOIN_MS);
    const newest = await this.newest();
    await this.bootstrap(newest);
    await this.join(this.nodes.filter((node) => node !== newest));
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async makeNodes(): Promise<void> {
    for (let index = 0; index < NODES; index++) {
      const name = `group-${index + 1}`;
      this.groupPorts.push(await freePort());
      this.nodes.push(new DatabaseNode(name, await freePort(), join(this.folder, `${name}.log`)));
    }
    const [first, ...others] = this.nodes.map(({ name }) => join(this.folder, name));
    const initialize = ['--no-defaults', '--initialize-insecure', '--user=root'];
    const datadir = `--datadir=${this.inside(first as string)}`;
    run('chroot', this.root, '/usr/sbin/mysqld', ...initialize, datadir);
    rmSync(join(first as string, 'auto.cnf')); // each server generates its own id
    for (const data of others) cpSync(first as string, data, { recursive: true });
  }

  private async prepare(node: DatabaseNode): Promise<void> {
    await node.until(IS_UP, () => true);
    await node.ask(RECOVERY);
  }

  private async bootstrap(node: DatabaseNode): Promise<void> {
    await node.ask('SET GLOBAL group_replication_bootstrap_group = ON');
    await node.ask('START GROUP_REPLICATION', JOIN_MS);
    await node.ask('SET GLOBAL group_replication_bootstrap_group = OFF');
    await node.until(STATE, ({ state, role }) => state === 'ONLINE' && role === 'PRIMARY');
    await node.ask('SET GLOBAL offline_mode = OFF');
  }

  private async join(nodes: readonly DatabaseNode[]): Promise<void> {
    for (const node of nodes) {
      await this.untilForgotten(node);
      await node.ask('STOP GROUP_REPLICATION', JOIN_MS);
      await node.ask('START GROUP_REPLICATION', JOIN_MS);
    }
    for (const node of nodes) {
      await node.until(STATE, ({ state }) => state === 'ONLINE');
      await node.ask('SET GLOBAL offline_mode = OFF');
    }
  }

  /** A returning member can join once the others have expelled its former instance. */
  private async untilForgotten({ port }: DatabaseNode): Promise<void> {
    const sql = `SELECT COUNT(*) AS count FROM performance_schema.replication_group_members
      WHERE MEMBER_PORT = ${port} AND @@server_id IS NOT NULL AND MEMBER_STATE <> 'OFFLINE'`;
    for (const other of this.nodes.filter((one) => one.port !== port && one.isRunning))
      await other.until(sql, ({ count }) => Number(count) === 0);
  }

  /** Transactions have one order in the group, so of two members one always has all transactions of the other. */
  private async newest(): Promise<DatabaseNode> {
    const answers = await Promise.all(this.nodes.map((node) => node.ask(TRANSACTIONS)));
    const sets = answers.map(([row]) => row?.transactions ?? '');
    for (const [index, node] of this.nodes.entries()) {
      const has = sets.map((set) => `GTID_SUBSET('${set}', '${sets[index]}')`).join(' AND ');
      const [row] = await node.ask(`SELECT ${has} AS hasAll`);
      if (Number(row?.hasAll) === 1) return node;
    }
    throw new Error(`no member has everything that the others have: ${sets.join(' | ')}`);
  }

  private spawn(node: DatabaseNode): void {
    node.spawn(['chroot', this.root, '/usr/sbin/mysqld', ...this.options(node)]);
  }

  private inside(path: string): string {
    return `/${relative(this.root, path)}`;
  }

  private options(node: DatabaseNode): string[] {
    const index = this.nodes.indexOf(node);
    const folder = this.inside(join(this.folder, node.name));
    const isSingle = this.mode === 'single-primary';
    return words({
      'bind-address': '127.0.0.1',
      port: node.port,
      mysqlx: 'OFF',
      datadir: folder,
      socket: `${folder}.sock`,
      'pid-file': `${folder}.pid`,
      'secure-file-priv': 'NULL',
      user: 'root',
      'server-id': index + 1,
      'report-host': '127.0.0.1',
      'gtid-mode': 'ON',
      'enforce-gtid-consistency': 'ON',
      'innodb-flush-log-at-trx-commit': 1,
      'sync-binlog': 1,
      'transaction-isolation': 'READ-COMMITTED',
      'plugin-load-add': 'group_replication.so',
      // Until it has joined, a member must neither accept writes nor return old data.
      'loose-group-replication-start-on-boot': 'OFF',
      'super-read-only': 'ON',
      'offline-mode': 'ON',
      'loose-group-replication-group-name': this.group,
      'loose-group-replication-local-address': `127.0.0.1:${this.groupPorts[index]}`,
      'loose-group-replication-group-seeds': this.groupPorts.map((port) => `127.0.0.1:${port}`).join(','),
      'loose-group-replication-single-primary-mode': isSingle ? 'ON' : 'OFF',
      'loose-group-replication-enforce-update-everywhere-checks': isSingle ? 'OFF' : 'ON',
      'loose-group-replication-recovery-get-public-key': 'ON',
      'loose-group-replication-member-expel-timeout': 0,
      'loose-group-replication-unreachable-majority-timeout': SUSPECT_SECONDS,
      'loose-group-replication-autorejoin-tries': 0,
      'loose-group-replication-exit-state-action': 'OFFLINE_MODE',
    });
  }
}
