import { AuditChain } from '../../src/audit/audit-chain.js';
import { AuditEvent } from '../../src/audit/audit-event.model.js';
import { AuditHead } from '../../src/audit/audit-head.model.js';
import { AuditSealer } from '../../src/audit/audit-sealer.js';
import { AuditSeals } from '../../src/audit/audit-seals.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { CLI } from '../../src/common/actor.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { AuditKit } from '../support/audit-kit.js';
import { onServers } from '../support/database.js';
import { runCli } from '../support/process.js';
import { useService } from '../support/service.js';
import { eventually } from '../support/verifier-kit.js';

const service = useService();
const kit = new AuditKit(service);
let putBack = async () => {};

beforeAll(async () => {
  await kit.record(12);
  await kit.seal();
});
afterEach(async () => {
  await putBack();
  putBack = async () => {};
});

/** Changes the tables in a way that the service never does. The change is undone after the test. */
async function tamper(...statements: string[]): Promise<void> {
  putBack = await kit.keep();
  for (const sql of statements) await service.execute(sql);
}

const findings = async () =>
  (await kit.verify()).findings.map((one) => one.replace(/event [\w-]+/, 'event ID'));
const lastPosition = async () => (await kit.verify()).position;

const COLUMNS = 'type, actor, subject, detail, address, user_agent, request_id, occurred_at, mac';
const FORGED_ID = '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c';
const FORGED = (place: string) =>
  `INSERT INTO audit_events (id, ${COLUMNS}, position, hash)
   SELECT '${FORGED_ID}', ${COLUMNS}, ${place} FROM audit_events WHERE position = 3`;
const SET_BACK = `UPDATE audit_head SET position = 0, hash = '${'0'.repeat(64)}'`;
const CHANGED = 'was changed, or was not written by this service';

describe('events', () => {
  it('are sealed automatically soon after their commit', async () => {
    await kit.record(3);

    await eventually(async () => (await kit.stored('position IS NULL')).length, 0);
    expect(await kit.verify()).toMatchObject({ unsealed: 0, findings: [] });
  });

  it('of many simultaneous requests form one chain without gaps', async () => {
    const body = { name: 'nobody', password: 'wrong' };
    await Promise.all(Array.from({ length: 40 }, () => service.post('/login', body)));

    const { sealed, position, unsealed, findings } = await kit.verify();

    expect({ unsealed, findings }).toEqual({ unsealed: 0, findings: [] });
    expect(position).toBe(sealed);
    expect((await kit.stored('1 = 1')).length).toBe(sealed);
  });

  onServers()('that several replicas seal at once form one chain without gaps', async () => {
    const waiting = jest.spyOn(service.app.get(AuditSealer), 'scheduleSeal').mockReturnValue();
    await kit.record(900);
    waiting.mockRestore();
    const seals = service.app.get(AuditSeals);
    const replica = () => new AuditChain(AuditEvent, AuditHead, service.app.get(UnitOfWork), seals);

    await Promise.all(Array.from({ length: 4 }, () => replica().sealAll()));

    const { sealed, position, findings } = await kit.verify();
    expect({ position, findings }).toEqual({ position: sealed, findings: [] });
  });

  it('are recorded even when sealing fails', async () => {
    const broken = jest.spyOn(service.app.get(AuditChain), 'sealAll').mockRejectedValue(new Error('broken'));
    const { status } = await service.post('/login', { name: 'nobody', password: 'wrong' });
    await service.app.get(AuditSealer).sealNow();
    broken.mockRestore();

    expect(status).toBe(401);
    await service.app.get(AuditSealer).sealNow();
    expect(await kit.verify()).toMatchObject({ unsealed: 0, findings: [] });
  });

  it('of a unit of work that is rolled back leave no gap', async () => {
    const audit = service.app.get(AuditService);
    const undone = service.app.get(UnitOfWork).run(async (transaction) => {
      await audit.record({ type: 'role.put', actor: CLI, subject: 'x' }, transaction);
      throw new Error('undone');
    });

    await expect(undone).rejects.toThrow('undone');
    await kit.record(1);
    expect((await kit.verify()).findings).toEqual([]);
  });
});

describe('verifying finds', () => {
  it.each([
    ['subject', "'somebody else'"],
    ['actor', 'NULL'],
    ['detail', "'{}x'"],
    ['type', "'user.created'"],
    ['address', "'203.0.113.9'"],
    ['user_agent', "'x'"],
    ['request_id', "'x'"],
    ['occurred_at', "'2026-11-01 12:00:00.000'"],
    ['mac', `'${'0'.repeat(64)}'`],
  ])('a row whose %s was changed', async (column, value) => {
    await tamper(`UPDATE audit_events SET ${column} = ${value} WHERE position = 4`);

    expect(await findings()).toEqual([`position 4, event ID: ${CHANGED}`]);
  });

  it('a hash that was changed', async () => {
    await tamper(`UPDATE audit_events SET hash = '${'0'.repeat(64)}' WHERE position = 4`);

    expect((await findings())[0]).toMatch(/^position 4, event ID: does not follow/);
  });

  it('missing rows', async () => {
    await tamper('DELETE FROM audit_events WHERE position IN (4, 7, 8)');

    expect(await findings()).toEqual(['position 4: is missing', 'positions 7 to 8: are missing']);
  });

  it('that the last events were deleted', async () => {
    const last = await lastPosition();
    await tamper(`DELETE FROM audit_events WHERE position > ${last - 2}`);

    expect(await findings()).toEqual([
      `positions ${last - 1} to ${last}: are missing, at the end of the chain`,
    ]);
  });

  it('that the last events and the head were deleted', async () => {
    const shorter = (await lastPosition()) - 2;
    await tamper(
      `UPDATE audit_head SET position = ${shorter},
       hash = (SELECT hash FROM audit_events WHERE position = ${shorter})`,
      `DELETE FROM audit_events WHERE position > ${shorter}`,
    );

    expect(await findings()).toEqual([`the head of the chain, at position ${shorter}, was changed`]);
  });

  it('that everything was deleted, including the head', async () => {
    await tamper('DELETE FROM audit_events', 'DELETE FROM audit_head');

    expect(await findings()).toEqual(['the head of the chain is missing']);
  });

  it.each([
    ['', ['the head of the chain, at position 0, was changed']],
    ['a', ['the head of the chain, at position 0, was changed']],
  ])('that everything was deleted and the head set back: MAC "%s"', async (mac, expected) => {
    await tamper('DELETE FROM audit_events', `${SET_BACK}, mac = '${mac}'`);

    expect(await findings()).toEqual(expected);
  });

  it('that everything was deleted and the head restored as at the first start', async () => {
    const mac = service.app.get(AuditSeals).ofHead(0, '0'.repeat(64));
    await tamper('DELETE FROM audit_events', `${SET_BACK}, mac = '${mac}'`);

    expect(await findings()).toEqual([
      'there is no event, though the first start wrote one: the log was emptied',
    ]);
  });

  it('that everything was deleted, even after further events', async () => {
    await tamper('DELETE FROM audit_events', `${SET_BACK}, mac = ''`);
    await kit.record(2);
    await service.app.get(AuditSealer).sealNow();

    expect(await kit.verify()).toMatchObject({ unsealed: 2, sealed: 0 });
    expect(await findings()).toEqual(['the head of the chain, at position 0, was changed']);
  });

  it('that the last events and the head were deleted, even after further events', async () => {
    const shorter = (await lastPosition()) - 2;
    await tamper(
      `UPDATE audit_head SET position = ${shorter},
       hash = (SELECT hash FROM audit_events WHERE position = ${shorter})`,
      `DELETE FROM audit_events WHERE position > ${shorter}`,
    );
    await kit.record(2);
    await service.app.get(AuditSealer).sealNow();

    expect(await findings()).toEqual([`the head of the chain, at position ${shorter}, was changed`]);
  });

  it('rows whose positions were swapped', async () => {
    await tamper(
      'UPDATE audit_events SET position = 1000004 WHERE position = 4',
      'UPDATE audit_events SET position = 4 WHERE position = 5',
      'UPDATE audit_events SET position = 5 WHERE position = 1000004',
    );

    expect((await findings()).map((one) => one.split(':')[0])).toEqual([
      'position 4, event ID',
      'position 5, event ID',
      'position 6, event ID',
    ]);
  });

  it('an inserted row, even if the service has sealed it', async () => {
    const last = await lastPosition();
    await tamper(FORGED('NULL, NULL'));

    expect(await findings()).toEqual([`position ${last + 1}, event ID: ${CHANGED}`]);
  });

  it('a row that replaced another', async () => {
    await tamper(FORGED('999999, hash'), 'DELETE FROM audit_events WHERE position = 3');
    await service.execute('UPDATE audit_events SET position = 3 WHERE position = 999999');

    expect(await findings()).toEqual([`position 3, event ID: ${CHANGED}`]);
  });

  it.each([-1, 0, 888_888])('a row at the impossible position %i', async (position) => {
    await tamper(FORGED(`${position}, hash`));

    expect(await findings()).toEqual([`position ${position}, event ID: is outside the chain`]);
  });

  it('that the database was set back, when a noted head is given', async () => {
    await tamper();
    await kit.record(1);
    const { position, hash } = await kit.verify();
    expect((await kit.verify({ position, hash })).findings).toEqual([]);
    await putBack();
    putBack = async () => {};

    const { findings } = await kit.verify({ position, hash });

    expect(findings).toEqual([expect.stringMatching(`noted was ${position}:${hash}, but there is no such`)]);
  });
});

describe('audit verify', () => {
  const environment = () => ({ DATABASE_URL: service.databaseUrl });

  it('prints one line when the log is whole, with the end of the chain', async () => {
    const { code, output } = await runCli(['audit', 'verify'], environment());
    const { sealed, position, hash } = await kit.verify();
    const checked = await runCli(['audit', 'verify', '--expect', `${position}:${hash}`], environment());

    expect(output).toBe(
      `The audit log is whole: ${sealed} events, the last at position ${position}, head ${position}:${hash}; 0 not sealed yet.\n`,
    );
    expect([code, checked.code]).toEqual([0, 0]);
  });

  it('exits with 1 and lists all findings', async () => {
    await tamper('DELETE FROM audit_events WHERE position = 4');
    const broken = await runCli(['audit', 'verify'], environment());
    const note = await runCli(['audit', 'verify', '--expect', '4'], environment());

    expect(broken.code).toBe(1);
    expect(broken.output).toMatch(/^The audit log is not as it was written:\n- position 4: is missing\n/);
    expect(note).toMatchObject({ code: 1, output: expect.stringContaining('--expect POSITION:HASH') });
  });

  it.each([
    ['an emptied log', ['DELETE FROM audit_events', `${SET_BACK}, mac = ''`], 'position 0, was changed'],
    ['a missing head', ['DELETE FROM audit_head'], 'the head of the chain is missing'],
  ])('exits with 1 for %s', async (_, statements, sentence) => {
    await tamper(...statements);
    const { code, output } = await runCli(['audit', 'verify'], environment());

    expect([code, output]).toEqual([1, expect.stringContaining(sentence)]);
  });

  it('finds the log whole after other commands', async () => {
    await runCli(['users', 'create', '--name', 'operator'], environment(), 'otters juggle pebbles\n');
    await runCli(['keys', 'rotate', '--compromised'], environment());
    const { output } = await runCli(['audit', 'verify'], environment());

    expect(output).toMatch(/^The audit log is whole/);
    const types = (await kit.stored("actor = 'cli'")).map(({ type }) => type);
    expect(types.filter((type) => type === 'user.created')).toHaveLength(1);
    expect(types.filter((type) => type === 'keys.compromised')).toHaveLength(1);
  });
});
