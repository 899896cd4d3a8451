import { ConnectionAcquireTimeoutError, type Transaction } from 'sequelize';
import { PreparedStatements } from '../../src/database/prepared-statements.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { isSqlite } from '../support/database.js';
import { useService } from '../support/service.js';

const service = useService();
const onlyOnSqlite = isSqlite() ? describe : describe.skip;
const unitOfWork = () => service.app.get(UnitOfWork);

/** Returns an error of the database that requires repeating the whole unit. */
const conflict = (errno: number) => Object.assign(new Error('conflict'), { errno });

const setDescription = (text: string) => `UPDATE roles SET description = '${text}' WHERE name = 'user'`;
const description = async () =>
  (await service.rows<{ description: string }>(`SELECT description FROM roles WHERE name = 'user'`))[0]
    ?.description;

/**
 * On a slow disk a hundred commits take longer than the wait for a connection. Then nothing was started, and the unit
 * can be repeated.
 */
const whenNoConnectionWasFree = (again: () => Promise<void>) => (error: unknown) => {
  if (error instanceof ConnectionAcquireTimeoutError) return again();
  throw error;
};

afterEach(() => void jest.restoreAllMocks());

describe('a unit of work', () => {
  it('commits all or nothing', async () => {
    const before = await description();

    const failing = unitOfWork().run(async (transaction) => {
      await service.sequelize.query(setDescription('half-way'), { transaction });
      throw new Error('no');
    });

    await expect(failing).rejects.toThrow('no');
    expect(await description()).toBe(before);
  });

  it.each([1213, 1205, 1020, 1047, 3101])('is repeated as a whole on %i', async (errno) => {
    let attempts = 0;

    const result = await unitOfWork().run(async (transaction) => {
      await service.sequelize.query(setDescription(`attempt ${++attempts}`), { transaction });
      if (attempts < 3) throw conflict(errno);
      return 'done';
    });

    expect([result, attempts, await description()]).toEqual(['done', 3, 'attempt 3']);
  });

  it('runs hooks after the commit only once, even if the first COMMIT failed', async () => {
    jest.spyOn(console, 'warn').mockReturnValue(); // Sequelize's, on servers
    const queryInterface = service.sequelize.getQueryInterface() as never;
    jest.spyOn(queryInterface, 'commitTransaction' as never).mockRejectedValueOnce(conflict(1213) as never);
    const announced: number[] = [];
    let attempts = 0;

    await unitOfWork().run(async (transaction) => {
      const attempt = ++attempts;
      transaction.afterCommit(() => void announced.push(attempt));
    });

    expect([attempts, announced]).toEqual([2, [2]]);
  });

  it('gives up after five attempts', async () => {
    let attempts = 0;
    const work = async () => {
      attempts++;
      throw conflict(1213);
    };

    await expect(unitOfWork().run(work)).rejects.toThrow('conflict');
    expect(attempts).toBe(5);
  });

  it.each([1180, 3100])('is not repeated on %i, because it may have been committed', async (errno) => {
    let attempts = 0;
    const work = async () => {
      attempts++;
      throw conflict(errno);
    };

    await expect(unitOfWork().run(work)).rejects.toThrow('conflict');
    expect(attempts).toBe(1);
  });

  it('is not repeated for any other error', async () => {
    let attempts = 0;
    const work = async () => {
      attempts++;
      throw new Error('a bug');
    };

    await expect(unitOfWork().run(work)).rejects.toThrow('a bug');
    expect(attempts).toBe(1);
  });

  it('loses no increment when a hundred run at once', async () => {
    await service.execute(`UPDATE roles SET generation = 0 WHERE name = 'user'`);
    const sql = `UPDATE roles SET generation = generation + 1 WHERE name = 'user'`;
    const increment = (): Promise<void> =>
      unitOfWork()
        .run(async (transaction) => void (await service.sequelize.query(sql, { transaction })))
        .catch(whenNoConnectionWasFree(increment));

    await Promise.all(Array.from({ length: 100 }, increment));

    expect(await service.rows(`SELECT generation FROM roles WHERE name = 'user'`)).toEqual([
      { generation: 100 },
    ]);
  });
});

const setGeneration = `UPDATE roles SET generation = generation + 1 WHERE name = 'user'`;
const generation = async () =>
  (await service.rows<{ generation: number }>(`SELECT generation FROM roles WHERE name = 'user'`))[0]
    ?.generation;

onlyOnSqlite('units that wait for one SQLite file', () => {
  beforeEach(() => service.execute(`UPDATE roles SET generation = 0 WHERE name = 'user'`));

  const increment = (after: () => unknown = () => undefined) =>
    unitOfWork().run(async (transaction) => {
      await service.sequelize.query(setGeneration, { transaction });
      return after();
    });
  const fail = () => {
    throw new Error('no');
  };
  const together = (count: number, one: (index: number) => Promise<unknown>) =>
    Promise.allSettled(Array.from({ length: count }, (_, index) => one(index)));
  const failCommits = (errno: number) =>
    jest
      .spyOn(service.sequelize.getQueryInterface() as never, 'commitTransaction' as never)
      .mockRejectedValueOnce(conflict(errno) as never);

  it('share commits: two hundred units need fewer than twenty commits, and none is lost', async () => {
    const statements = await service.statementsOf(() => together(200, () => increment()));

    expect(statements.filter((sql) => /COMMIT/.test(sql)).length).toBeLessThan(20);
    expect(await generation()).toBe(200);
  });

  it('fail independently', async () => {
    const answers = await together(30, (index) => increment(index % 3 === 0 ? fail : undefined));

    expect(answers.map(({ status }) => status === 'rejected')).toEqual(
      answers.map((_, index) => index % 3 === 0),
    );
    expect(await generation()).toBe(20);
  });

  it('are acknowledged and announced only after the commit', async () => {
    const queries = service.sequelize.getQueryInterface();
    const commit = queries.commitTransaction.bind(queries);
    const events: string[] = [];
    jest.spyOn(queries, 'commitTransaction').mockImplementation(async (transaction) => {
      await commit(transaction);
      events.push('commit');
    });

    await unitOfWork().run(async (transaction) => {
      transaction.afterCommit(() => void events.push('announced'));
    });
    events.push('acknowledged');

    expect(events).toEqual(['commit', 'announced', 'acknowledged']);
  });

  it('all fail when their shared commit fails', async () => {
    failCommits(1180);
    const answers = await together(10, () => increment());
    const failed = answers.filter(({ status }) => status === 'rejected').length;

    expect(failed).toBeGreaterThan(0);
    expect(await generation()).toBe(10 - failed);
  });

  it('are repeated when their shared commit fails and nothing was committed', async () => {
    failCommits(1213);
    const answers = await together(10, () => increment());

    expect(answers.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await generation()).toBe(10);
  });

  it('include single statements, which share the commit', async () => {
    const statement = () =>
      unitOfWork().statement((transaction) => service.sequelize.query(setGeneration, { transaction }));
    const prepared = () => service.app.get(PreparedStatements).write(setGeneration, []);

    const statements = await service.statementsOf(() =>
      together(60, (index) => [increment, statement, prepared][index % 3]!()),
    );

    expect(statements.filter((sql) => /COMMIT/.test(sql)).length).toBeLessThan(10);
    expect(await generation()).toBe(60);
  });

  it('are all rolled back when SQLite rolls back, and the next ones work', async () => {
    const undone = unitOfWork().run(async (transaction) => {
      await service.sequelize.query(setGeneration, { transaction });
      await service.sequelize.query('ROLLBACK', { transaction });
      throw new Error('the disk is full');
    });
    const answers = await Promise.allSettled([undone, increment()]);
    await increment();

    expect(answers[0]).toMatchObject({ status: 'rejected', reason: { message: 'the disk is full' } });
    expect(await generation()).toBe(answers[1]?.status === 'fulfilled' ? 2 : 1);
  });

  it('cannot write after they have ended', async () => {
    let kept: Transaction | undefined;
    await unitOfWork().run(async (transaction) => void (kept = transaction));

    await expect(service.sequelize.query(setGeneration, { transaction: kept })).rejects.toThrow(
      /has been called/,
    );
    expect(await generation()).toBe(0);
  });
});
