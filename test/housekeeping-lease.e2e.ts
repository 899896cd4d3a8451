import { type Chore, HousekeepingService } from '../src/database/housekeeping.service.js';
import { Lease } from '../src/database/lease.js';
import { useService } from './support/service.js';

const LEASE_SECONDS = 150;
const BATCH = 1000;

const service = useService();
const lease = () => new Lease(service.sequelize, 'housekeeping', LEASE_SECONDS);

beforeEach(() => service.execute(`DELETE FROM leases WHERE name = 'housekeeping'`));
afterEach(() => void jest.restoreAllMocks());

/** A replica that has these chores and no others. */
function replicaWith(...chores: Chore['run'][]): HousekeepingService {
  const housekeeping = new HousekeepingService(service.sequelize);
  for (const run of chores) housekeeping.add({ name: 'chore', run });
  return housekeeping;
}

describe('chores', () => {
  it('are done by whoever holds the lease, until it is given back', async () => {
    const chore = jest.fn(async () => 0);
    const other = lease();
    await other.take();

    const refused = await replicaWith(chore).runOnce();
    await other.release();
    const allowed = await replicaWith(chore).runOnce();

    expect([refused, allowed]).toEqual([false, true]);
    expect(chore).toHaveBeenCalledTimes(1);
  });

  it('are repeated while there is a full batch to do', async () => {
    const rows = [BATCH, BATCH, 12, 0];
    const chore = jest.fn(async () => rows.shift() ?? 0);

    await replicaWith(chore).runOnce();

    expect(chore.mock.calls).toEqual([[BATCH], [BATCH], [BATCH]]);
  });

  it('stop before the lease is over', async () => {
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

  it('do not suffer from one that fails', async () => {
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const after = jest.fn(async () => 0);

    await replicaWith(() => Promise.reject(new Error('broken')), after).runOnce();

    expect(after).toHaveBeenCalledTimes(1);
  });
});

describe('the lease', () => {
  it('goes to one of many who want it at once', async () => {
    const taken = await Promise.all(Array.from({ length: 10 }, () => lease().take()));

    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it.each([1213, 3101])('is not taken by who is told so by error %i of a cluster', async (errno) => {
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

  it('passes on when its holder has died', async () => {
    await lease().take();
    await service.execute(`UPDATE leases SET expires_at = ${Date.now() - 1} WHERE name = 'housekeeping'`);

    expect(await lease().take()).toBe(true);
  });
});
