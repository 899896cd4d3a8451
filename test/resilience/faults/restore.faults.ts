import type { WatchwordVerifier } from '@watchword/verifier';
import { AddressedService } from '../../support/addressed-service.js';
import { useDatabaseServer } from '../../support/faults/database-server.js';
import { Dump } from '../../support/faults/dump.js';
import { isQuick } from '../../support/faults/scenario.js';
import { Tally } from '../../support/faults/tally.js';
import type { Person } from '../../support/people.js';
import { freePort, runCli, ServiceProcess } from '../../support/process.js';
import { clientToken } from '../../support/service-clients.js';
import { eventually, refusalOf } from '../../support/verifier-kit.js';

declare const ENGINE: string;

/** Number of users for each action. */
const EACH = isQuick ? 4 : 25;

useDatabaseServer();
const first = new AddressedService('');
const tally = new Tally();
let second: ServiceProcess;
let verifier: WatchwordVerifier;
beforeAll(async () => {
  await first.start({ LOGIN_LIMIT: 'off', REGISTER_LIMIT: 'off', REFRESH_LIMIT: 'off', LOG_LEVEL: 'warn' });
  second = new ServiceProcess({ ...first.environment, PORT: String(await freePort()) });
  await second.start();
  verifier = await first.verifier();
});
afterAll(async () => {
  await second.stop('SIGKILL');
  await first.stop();
});

const each = <T>(people: Person[], work: (person: Person) => Promise<T>) => Promise.all(people.map(work));
const newPeople = () => Promise.all(Array.from({ length: EACH }, () => first.person()));
const logOut = (people: Person[]) =>
  each(people, ({ token }) => tally.of(first.post('/logout', undefined, { token })));
const refresh = async (person: Person): Promise<Person> => {
  const { refreshToken } = person;
  return { ...person, ...(await tally.of(second.post('/refresh', { refreshToken })))?.body };
};

/** Returns the replicas and the verifier, if they accept the token. */
async function acceptedBy(token: string, path = '/protected'): Promise<string[]> {
  const accepting = [];
  for (const replica of [first, second])
    if ((await tally.of(replica.get(path, { token })))?.status === 200) accepting.push(replica.origin);
  if ((await refusalOf(verifier, token)) === undefined) accepting.push('the kit');
  return accepting;
}

async function demandThatNothingCounts({ token, refreshToken, name }: Person): Promise<void> {
  const accepting = await acceptedBy(token);
  tally.demand(accepting.length === 0, `I5: an earlier token of ${name} is accepted at ${accepting.join()}`);
  const answer = await tally.of(first.post('/refresh', { refreshToken }));
  tally.demand(answer?.status === 401, `I4: an earlier refresh token of ${name} works`);
}

async function demandThatSignInWorks({ name, password }: Person): Promise<void> {
  const answer = await tally.of(second.post('/login', { name, password }));
  tally.demand(answer?.status === 200, `I1: ${name} was in the backup and cannot sign in`);
  const accepting = await acceptedBy(String(answer?.body.token));
  tally.demand(accepting.length === 3, `I9: a new token of ${name} is accepted only at ${accepting.join()}`);
}

describe('F24: a database that was restored from a backup', () => {
  it('reverts no logout, and accepts no used refresh token and no earlier token', async () => {
    const [stay, leaveBefore, leaveAfter, goOn] = [
      await newPeople(),
      await newPeople(),
      await newPeople(),
      await newPeople(),
    ];
    await logOut(leaveBefore);
    const dump = await Dump.of(first.environment.DATABASE_URL!);
    await logOut(leaveAfter);
    const renewed = await each(goOn, refresh);
    const late = await newPeople();
    const ofClient = await clientToken(first, first.credentials);

    await Promise.all([first.interrupt(), second.stop()]);
    await dump.restore();
    const { code } = await runCli(['after-restore'], first.environment);
    await Promise.all([first.resume(), second.start()]);
    await eventually(async () => (await acceptedBy(stay[0]!.token)).length, 0, 10_000);

    for (const people of [stay, leaveBefore, leaveAfter, goOn, renewed, late])
      await each(people, demandThatNothingCounts);
    await eventually(async () => (await acceptedBy(ofClient, '/revocations')).length, 0);
    await each([...stay, ...leaveBefore, ...leaveAfter, ...goOn], demandThatSignInWorks);
    tally.print(`${ENGINE}: F24 restored from a backup`);

    expect(code).toBe(0);
    expect(tally.violations).toEqual([]);
  });
});
