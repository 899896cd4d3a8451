import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { type DatabaseNode, USER } from './database-node.js';

const CHECK_MS = 300;
const IS_PRIMARY = `SELECT MEMBER_ROLE = 'PRIMARY' AND MEMBER_STATE = 'ONLINE' AND NOT @@super_read_only AS isPrimary
  FROM performance_schema.replication_group_members WHERE MEMBER_ID = @@server_uuid`;

/** Forwards connections to the primary, like MySQL Router or HAProxy, and closes those to other nodes. */
export class PrimaryRouter {
  url = '';
  private primary?: DatabaseNode;
  private readonly pairs = new Map<Socket, DatabaseNode>();
  private readonly server = createServer((client) => this.join(client));
  private timer?: NodeJS.Timeout;

  constructor(private readonly nodes: readonly DatabaseNode[]) {}

  async start(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const { port } = this.server.address() as { port: number };
    this.url = `mysql://${USER}@127.0.0.1:${port}/watchword`;
    this.timer = setInterval(() => this.check(), CHECK_MS);
    return this;
  }

  stop(): void {
    clearInterval(this.timer);
    for (const client of this.pairs.keys()) client.destroy();
    this.server.close();
  }

  private check(): void {
    for (const node of this.nodes) {
      const answer = node.ask(IS_PRIMARY, CHECK_MS * 3);
      answer.then(
        ([row]) => Number(row?.isPrimary) === 1 && this.leadTo(node),
        () => undefined,
      );
    }
  }

  private leadTo(primary: DatabaseNode): void {
    this.primary = primary;
    for (const [client, node] of this.pairs) if (node !== primary) client.destroy();
  }

  private join(client: Socket): void {
    if (!this.primary) return void client.destroy();
    const node = this.primary;
    const upstream = connect(node.port, '127.0.0.1');
    this.pairs.set(client, node);
    client.pipe(upstream).pipe(client);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => {
        other.destroy();
        this.pairs.delete(client);
      });
    }
  }
}
