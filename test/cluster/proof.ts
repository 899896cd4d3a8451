import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '../support/faults/report.js';
import { underLoad } from '../support/faults/scenario.js';
import { seedOfRun } from '../support/faults/seeded.js';
import { ADMIN } from '../support/people.js';
import type { Cluster } from './cluster.js';
import { ClusterReplicas } from './cluster-replicas.js';
import type { DatabaseNode } from './database-node.js';
import { staleReads } from './stale-reads.js';

const ROUNDS = Number(process.env.CLUSTER_ROUNDS ?? 1000);
const DOWN_MILLISECONDS = 5000;
const HANG_MILLISECONDS = 10_000;
const START_MILLISECONDS = 240_000;
const TEST_MILLISECONDS = 400_000;
/** Whoever is hit waits for its own time-outs on top of those of the cluster. */
const MOST_STALLED = (suspect: number) => 2 * suspect + 3000;

/** How the replicas reach the cluster. */
export interface Access {
  readonly urls: readonly string[];
  stop(): void;
}

/** Each replica has a node of its own. */
export const nodeEach = async ({ nodes }: Cluster): Promise<Access> => ({
  urls: nodes.map(({ url }) => url),
  stop: () => undefined,
});

/** Says what must hold on a cluster of three nodes with three replicas, whatever happens to the nodes. */
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
  }, START_MILLISECONDS);
  afterAll(async () => {
    await replicas?.stop();
    access?.stop();
    await cluster.stop();
  }, START_MILLISECONDS);

  it(
    'one replica knows at once what another has acknowledged',
    async () => {
      const found = await staleReads(replicas.members, ROUNDS);
      process.stdout.write(`${cluster.name}: stale reads ${JSON.stringify(found)}\n`);

      expect(found.misses).toEqual({});
      expect(found.rounds).toBeGreaterThanOrEqual(ROUNDS);
    },
    2 * TEST_MILLISECONDS,
  );

  it(
    'each node is killed in turn: nothing is lost, and the others go on',
    async () => {
      const report = await suffer('each node killed in turn', async () => {
        for (const one of all()) {
          await one.kill();
          await sleep(DOWN_MILLISECONDS);
          await cluster.rejoin(one);
        }
      });

      expect(report.violations).toEqual([]);
      expect(report.stallMilliseconds).toBeLessThan(MOST_STALLED(cluster.suspectMilliseconds));
    },
    TEST_MILLISECONDS,
  );

  it(
    'a node hangs for 10 s: nothing is lost, and the others go on',
    async () => {
      const report = await suffer('a node hangs for 10 s', async () => {
        node(0).pause();
        await sleep(HANG_MILLISECONDS);
        node(0).resume();
        await cluster.rejoin(node(0));
      });

      expect(report.violations).toEqual([]);
      expect(report.stallMilliseconds).toBeLessThan(MOST_STALLED(cluster.suspectMilliseconds));
    },
    TEST_MILLISECONDS,
  );

  it(
    'without a majority every answer is no, and nobody is ready; with one again, all is there',
    async () => {
      let readiness: number[] = [];
      let logins: number[] = [];
      const report = await suffer('two nodes killed', async () => {
        await Promise.all([node(1).kill(), node(2).kill()]);
        await sleep(DOWN_MILLISECONDS + 2 * cluster.suspectMilliseconds);
        readiness = await replicas.readiness();
        const answers = await Promise.all(replicas.members.map((member) => member.post('/login', ADMIN)));
        logins = answers.map(({ status }) => status);
        await cluster.recover();
      });

      expect([...readiness, ...logins]).toEqual([503, 503, 503, 503, 503, 503]);
      expect(report.violations).toEqual([]);
    },
    TEST_MILLISECONDS,
  );

  it(
    'all nodes are killed at once: nothing that was acknowledged is lost',
    async () => {
      const report = await suffer('all nodes killed', async () => {
        await Promise.all(all().map((one) => one.kill()));
        await cluster.recover();
      });

      expect(report.violations).toEqual([]);
    },
    TEST_MILLISECONDS,
  );
}
