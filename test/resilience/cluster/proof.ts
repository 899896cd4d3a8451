import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '../../support/faults/report.js';
import { underLoad } from '../../support/faults/scenario.js';
import { seedOfRun } from '../../support/faults/seeded.js';
import { ADMIN } from '../../support/people.js';
import type { Cluster } from './cluster.js';
import { ClusterReplicas } from './cluster-replicas.js';
import type { DatabaseNode } from './database-node.js';
import { staleReads } from './stale-reads.js';

const ROUNDS = Number(process.env.CLUSTER_ROUNDS ?? 1000);
const DOWN_MS = 5000;
const HANG_MS = 10_000;
const START_MS = 240_000;
const TEST_MS = 400_000;
/** An affected replica waits for its own timeouts in addition to those of the cluster. */
const MAX_STALLED = (suspect: number) => 2 * suspect + 3000;

/** How the replicas reach the cluster. */
export interface Access {
  readonly urls: readonly string[];
  stop(): void;
}

/** Each replica uses its own node. */
export const nodeEach = async ({ nodes }: Cluster): Promise<Access> => ({
  urls: nodes.map(({ url }) => url),
  stop: () => undefined,
});

/** Declares the tests of a cluster of three nodes with three replicas. */
export function prove(cluster: Cluster, reach: (cluster: Cluster) => Promise<Access>): void {
  let access: Access;
  let replicas: ClusterReplicas;
  const node = (index: number) => cluster.nodes[index] as DatabaseNode;
  const all = () => [...cluster.nodes];
  const suffer = async (title: string, harm: () => Promise<unknown>): Promise<Report> => {
    const report = await underLoad(
      `${cluster.name}: ${title}`,
      replicas,
      async () => {
        await harm();
      },
      { databaseUrls: cluster.nodes.map(({ url }) => url) },
    );
    if (report.violations.length > 0) process.stdout.write(`${replicas.errors.join('\n')}\n`);
    return report;
  };

  beforeAll(async () => {
    process.stdout.write(`${cluster.name}, seed ${seedOfRun()}\n`);
    await cluster.start();
    access = await reach(cluster);
    replicas = await ClusterReplicas.start(access.urls);
  }, START_MS);
  afterAll(async () => {
    await replicas?.stop();
    access?.stop();
    await cluster.stop();
  }, START_MS);

  it(
    'each replica sees at once the changes that another has acknowledged',
    async () => {
      const found = await staleReads(replicas.members, ROUNDS);
      process.stdout.write(`${cluster.name}: stale reads ${JSON.stringify(found)}\n`);

      expect(found.misses).toEqual({});
      expect(found.rounds).toBeGreaterThanOrEqual(ROUNDS);
    },
    2 * TEST_MS,
  );

  it(
    'when each node is killed in turn, nothing is lost and the others continue',
    async () => {
      const report = await suffer('each node killed in turn', async () => {
        for (const one of all()) {
          await one.kill();
          await sleep(DOWN_MS);
          await cluster.rejoin(one);
        }
      });

      expect(report.violations).toEqual([]);
      expect(report.stallMilliseconds).toBeLessThan(MAX_STALLED(cluster.suspectMilliseconds));
    },
    TEST_MS,
  );

  it(
    'when a node hangs for 10 s, nothing is lost and the others continue',
    async () => {
      const report = await suffer('a node hangs for 10 s', async () => {
        node(0).pause();
        await sleep(HANG_MS);
        node(0).resume();
        await cluster.rejoin(node(0));
      });

      expect(report.violations).toEqual([]);
      expect(report.stallMilliseconds).toBeLessThan(MAX_STALLED(cluster.suspectMilliseconds));
    },
    TEST_MS,
  );

  it(
    'without a majority all requests fail and no replica is ready, and afterwards nothing is lost',
    async () => {
      let readiness: number[] = [];
      let logins: number[] = [];
      const report = await suffer('two nodes killed', async () => {
        await Promise.all([node(1).kill(), node(2).kill()]);
        await sleep(DOWN_MS + 2 * cluster.suspectMilliseconds);
        readiness = await replicas.readiness();
        const answers = await Promise.all(replicas.members.map((member) => member.post('/login', ADMIN)));
        logins = answers.map(({ status }) => status);
        await cluster.recover();
      });

      expect([...readiness, ...logins]).toEqual([503, 503, 503, 503, 503, 503]);
      expect(report.violations).toEqual([]);
    },
    TEST_MS,
  );

  it(
    'when all nodes are killed at once, no acknowledged change is lost',
    async () => {
      const report = await suffer('all nodes killed', async () => {
        await Promise.all(all().map((one) => one.kill()));
        await cluster.recover();
      });

      expect(report.violations).toEqual([]);
    },
    TEST_MS,
  );
}
