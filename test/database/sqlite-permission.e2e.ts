import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSqlite } from '../support/database.js';
import { ADMIN, freshName, PASSWORD } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { ORDINARY_USER, runCli, ServiceProcess } from '../support/process.js';

const { uid, gid } = ORDINARY_USER;
let folder: string;
let service: ServiceProcess;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watchword-permission-'));
  if (uid !== undefined) chownSync(folder, uid, gid);
  service = serviceOfOrdinaryUser();
});
afterEach(async () => {
  await service.stop('SIGKILL');
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

const url = () => `sqlite:${join(folder, 'w.sqlite')}`;
const serviceOfOrdinaryUser = () =>
  new ServiceProcess({ DATABASE_URL: url() }, undefined, undefined, ORDINARY_USER);
const doctor = () => runCli(['doctor'], { DATABASE_URL: url() }, '', undefined, ORDINARY_USER);
const signUp = () => service.post('/register', { name: freshName(), password: PASSWORD });

function setModes(ofFiles: number, ofFolder = 0o700): void {
  for (const file of readdirSync(folder)) if (!file.includes('lock')) chmodSync(join(folder, file), ofFiles);
  chmodSync(folder, ofFolder);
}

/** Runs a test only on SQLite. */
const onFiles = () => (isSqlite() ? it : it.skip);

describe('a read-only SQLite file', () => {
  onFiles()('makes the service not ready and refuse writes until the file becomes writable', async () => {
    await (await service.start()).stop();
    setModes(0o400);
    service = await serviceOfOrdinaryUser().startUntil('/health/live');

    const [ready, refused] = await Promise.all([service.get('/health/ready'), signUp()]);
    const { output, code } = await doctor();
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

  onFiles()(
    'that becomes read-only later makes the service not ready until it is writable again',
    async () => {
      await service.start();
      await signUp();
      setModes(0o400);

      expectProblem(await service.get('/health/ready'), 503, 'not_ready');
      expect((await signUp()).status).toBe(201); // the writer already has the file open, and loses nothing
      setModes(0o600);
      expect((await service.get('/health/ready')).status).toBe(200);
      expect((await signUp()).status).toBe(201);
    },
  );

  onFiles()('in a read-only folder prevents the start with a plain message', async () => {
    await (await service.start()).stop();
    setModes(0o600, 0o500);
    service = serviceOfOrdinaryUser();

    await expect(service.start()).rejects.toThrow(
      /cannot start. permission: this user cannot write the folder/,
    );
    expect((await doctor()).output).toMatch(/^problem +permission: this user cannot write the folder/m);
  });

  onFiles()('makes a command that must write fail with a plain message', async () => {
    chmodSync(folder, 0o500);

    const { code, output } = await runCli(['migrate'], { DATABASE_URL: url() }, '', undefined, ORDINARY_USER);

    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/^The database cannot be used: this user cannot/),
    ]);
  });
});
