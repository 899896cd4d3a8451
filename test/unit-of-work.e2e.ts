import { ConnectionAcquireTimeoutError } from 'sequelize';
import { UnitOfWork } from '../src/database/unit-of-work.js';
import { useService } from './support/service.js';

const service = useService();
const unitOfWork = () => service.app.get(UnitOfWork);

/** Fails as the database does when it wants the whole unit repeated. */
const conflict = (errno: number) => Object.assign(new Error('conflict'), { errno });

const setDescription = (text: string) => `UPDATE roles SET description = '${text}' WHERE name = 'user'`;
const description = async () =>
  (await service.rows<{ description: string }>(`SELECT description FROM roles WHERE name = 'user'`))[0]
    ?.description;

/** On a slow disk a hundred commits take longer than one waits for a connection: then nothing was begun. */
const whenNoConnectionWasFree = (again: () => Promise<void>) => (error: unknown) => {
  if (error instanceof ConnectionAcquireTimeoutError) return again();
  throw error;
};

describe('a unit of work', () => {
  it('keeps all or nothing', async () => {
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

  it('does what comes after the commit once, although the first COMMIT failed', async () => {
    jest.spyOn(console, 'warn').mockReturnValue();
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

  it.each([1180, 3100])('is not repeated on %i, after which it may have been committed', async (errno) => {
    let attempts = 0;
    const work = async () => {
      attempts++;
      throw conflict(errno);
    };

    await expect(unitOfWork().run(work)).rejects.toThrow('conflict');
    expect(attempts).toBe(1);
  });

  it('is not repeated for any other fault', async () => {
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
