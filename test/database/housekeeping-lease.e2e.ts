import { type MaintenanceTask, HousekeepingService } from '../../src/database/housekeeping.service.js';
import { Lease } from '../../src/database/lease.js';
import { useService } from '../support/service.js';

const LEASE_SECONDS = 150;
const BATCH = 1000;

const service = useService();
const lease = () => new Lease(service.sequelize, 'housekeeping', LEASE_SECONDS);

beforeEach(() => service.execute(`DELETE FROM leases WHERE name = 'housekeeping'`));
afterEach(() => void jest.restoreAllMocks());

/** Returns a replica with only these tasks. */
function replicaWith(...tasks: MaintenanceTask['run'][]): HousekeepingService {
  const housekeeping = new HousekeepingService(service.sequelize);
  for (const run of tasks) housekeeping.add({ name: 'task', run });
  return housekeeping;
}

describe('maintenance tasks', () => {
  it('run only in the replica that holds the lease, until it is released', async () => {
    const task = jest.fn(async () => 0);
    const other = lease();
    await other.take();

    const refused = await replicaWith(task).runOnce();
    await other.release();
    const allowed = await replicaWith(task).runOnce();

    expect([refused, allowed]).toEqual([false, true]);
    expect(task).toHaveBeenCalledTimes(1);
  });

  it('are repeated while batches are full', async () => {
    const rows = [BATCH, BATCH, 12, 0];
    const task = jest.fn(async () => rows.shift() ?? 0);

    await replicaWith(task).runOnce();

    expect(task.mock.calls).toEqual([[BATCH], [BATCH], [BATCH]]);
  });

  it('stop before the lease expires', async () => {
    let now = performance.now();
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    const start = now;
    const endless = jest.fn(async () => {
      now += 10_000;
      return BATCH;
    });

    await replicaWith(endless).runOnce();

    expect(now - start).toBeLessThan(LEASE_SECONDS * 1000);
  });

  it('run even if another one fails', async () => {
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const after = jest.fn(async () => 0);

    await replicaWith(() => Promise.reject(new Error('broken')), after).runOnce();

    expect(after).toHaveBeenCalledTimes(1);
  });
});

describe('the lease', () => {
  it('goes to only one of many simultaneous callers', async () => {
    const taken = await Promise.all(Array.from({ length: 10 }, () => lease().take()));

    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it.each([1213, 3101])('is not taken when a cluster reports error %i', async (errno) => {
    const own = lease();
    const conflict = Object.assign(new Error('another node was first'), { errno });
    jest.spyOn(service.sequelize.model('Lease'), 'update').mockRejectedValue(conflict);

    expect(await own.take()).toBe(false);
  });

  it('can be prolonged by its holder, even within a millisecond', async () => {
    const own = lease();
    jest.spyOn(Date, 'now').mockReturnValue(Date.now());

    expect([await own.take(), await own.take(), await own.take()]).toEqual([true, true, true]);
  });

  it('can be taken by another when its holder has died', async () => {
    await lease().take();
    await service.execute(`UPDATE leases SET expires_at = ${Date.now() - 1} WHERE name = 'housekeeping'`);

    expect(await lease().take()).toBe(true);
  });

  it.each([3600, -3600])("uses the database's clock when ours is %i seconds off", async (seconds) => {
    const real = Date.now.bind(Date);
    await lease().take();
    jest.spyOn(Date, 'now').mockImplementation(() => real() + seconds * 1000);

    expect(await lease().take()).toBe(false);
    await service.execute(`UPDATE leases SET expires_at = ${real() - 1} WHERE name = 'housekeeping'`);
    expect(await lease().take()).toBe(true);
  });

  it('can be taken when its expiry is impossibly far ahead, after a clock was wrong', async () => {
    await lease().take();
    await service.execute(`UPDATE leases SET expires_at = expires_at + 3600000 WHERE name = 'housekeeping'`);

    expect([await lease().take(), await lease().take()]).toEqual([true, false]);
  });
});
