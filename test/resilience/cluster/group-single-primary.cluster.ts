import { GroupReplication } from './group-replication.js';
import { PrimaryRouter } from './primary-router.js';
import { prove } from './proof.js';

describe('on Group Replication in single-primary mode', () =>
  prove(new GroupReplication('single-primary'), async ({ nodes }) => {
    const router = await new PrimaryRouter(nodes).start();
    return { urls: nodes.map(() => router.url), stop: () => router.stop() };
  }));
