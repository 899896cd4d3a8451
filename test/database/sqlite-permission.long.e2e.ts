import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSqlite } from '../support/database.js';
import { ADMIN, freshName, PASSWORD } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { ORDINARY_USER, runCli, ServiceProcess } from '../support/process.js';

const { uid, gid } = ORDINARY_USER;
/** Runs tests only on SQLite. */
const describeFiles = isSqlite() ? describe : describe.skip;

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'watchword-permission-'));
  if (uid !== undefined) chownSync(folder, uid, gid);
  return folder;
}

function removeFolder(folder: string): void {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
}

const urlIn = (folder: string) => `sqlite:${join(folder, 'w.sqlite')}`;
const run = (word: string, folder: string) =>
  runCli([word], { DATABASE_URL: urlIn(folder) }, '', undefined, ORDINARY_USER);

describeFiles('an SQLite file', () => {
  let folder: string;
  let service: ServiceProcess;
  beforeAll(async () => {
    folder = makeFolder();
    service = await serviceOfOrdinaryUser().start();
  });
  afterEach(() => setModes(0o600));
  afterAll(async () => {
    await service.stop('SIGKILL');
    removeFolder(folder);
  });

  const serviceOfOrdinaryUser = () =>
    new ServiceProcess({ DATABASE_URL: urlIn(folder) }, undefined, undefined, ORDINARY_USER);
  const signUp = () => service.post('/register', { name: freshName(), password: PASSWORD });

  function setModes(ofFiles: number, ofFolder = 0o700): void {
    for (const file of readdirSync(folder))
      if (!file.includes('lock')) chmodSync(join(folder, file), ofFiles);
    chmodSync(folder, ofFolder);
  }

  it('that becomes read-only during a run makes the service not ready until the file is writable again', async () => {
    await signUp();
    setModes(0o400);

    expectProblem(await service.get('/health/ready'), 503, 'not_ready');
    expect((await signUp()).status).toBe(201); // the writer already has the file open, and loses nothing
    setModes(0o600);
    expect((await service.get('/health/ready')).status).toBe(200);
    expect((await signUp()).status).toBe(201);
  });

  it('that is read-only at the start makes the service not ready and refuse writes until the file is writable', async () => {
    await service.stop();
    setModes(0o400);
    service = await serviceOfOrdinaryUser().startUntil('/health/live');

    const [ready, refused] = await Promise.all([service.get('/health/ready'), signUp()]);
    const { output, code } = await run('doctor', folder);
    setModes(0o600);

    expectProblem(ready, 503, 'not_ready');
    expectProblem(refused, 503, 'unavailable');
    expect(refused.headers.get('retry-after')).not.toBeNull();
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/^problem +permission: .*cannot write .*w\.sqlite/m),
    ]);
    expect((await service.get('/health/ready')).status).toBe(200);
    expect((await service.post('/login', ADMIN)).status).toBe(200);
    expect((await signUp()).status).toBe(201);
  });

  it('in a read-only folder prevents the start with a plain message', async () => {
    await service.stop();
    setModes(0o600, 0o500);
    service = serviceOfOrdinaryUser();

    await expect(service.start()).rejects.toThrow(
      /cannot start. permission: this user cannot write the folder/,
    );
    expect((await run('doctor', folder)).output).toMatch(
      /^problem +permission: this user cannot write the folder/m,
    );
  });
});

describeFiles('a read-only folder', () => {
  it('makes a command that must write fail with a plain message', async () => {
    const folder = makeFolder();
    chmodSync(folder, 0o500);

    const { code, output } = await run('migrate', folder);

    removeFolder(folder);
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/^The database cannot be used: this user cannot/),
    ]);
  });
});
