import { setTimeout as sleep } from 'node:timers/promises';
import { useDatabaseServer } from '../../support/faults/database-server.js';
import { Replicas } from '../../support/faults/replicas.js';
import { seconds, underLoad, whole } from '../../support/faults/scenario.js';

useDatabaseServer();
let replicas: Replicas;
beforeAll(async () => void (replicas = await Replicas.start(2)));
afterAll(() => replicas.stop());

describe('without a fault', () => {
  whole('all promises hold', async () => {
    const report = await underLoad('no fault', replicas, () => sleep(seconds(2, 8)));

    expect(report.violations).toEqual([]);
  });
});
