import { Secret, TOTP } from 'otpauth';
import { type FreshDatabase, freshDatabase, isSqlite, onServers } from '../support/database.js';
import { makePerson, PASSWORD } from '../support/people.js';
import { addPasskey, ORIGIN } from '../support/passkeys.js';
import { freePort, ServiceProcess } from '../support/process.js';

const ROUNDS = 5;

let database: FreshDatabase;
let replicas: ServiceProcess[];
beforeAll(async () => {
  if (isSqlite()) return;
  database = await freshDatabase();
  const one = async () =>
    new ServiceProcess({
      DATABASE_URL: database.url,
      LOGIN_LIMIT: 'off',
      PASSKEY_ORIGINS: ORIGIN,
      PORT: String(await freePort()),
    }).start();
  replicas = [await one(), await one()];
});
afterAll(async () => {
  if (isSqlite()) return;
  await Promise.all(replicas.map((replica) => replica.stop()));
  await database.drop();
});

onServers()('two replicas that get the same code at the same time accept it only once', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const [first, second] = replicas as [ServiceProcess, ServiceProcess];
    const person = await makePerson(first, {});
    const { id, secret } = (await first.post('/me/totp', {}, person)).body;
    const app = new TOTP({ secret: Secret.fromBase32(secret) });
    const code = (steps: number) => app.generate({ timestamp: Date.now() + steps * 30_000 });
    await first.post('/me/totp/confirm', { id, code: code(0) }, person);
    const login = async (replica: ServiceProcess) =>
      (await replica.post('/login', { name: person.name, password: PASSWORD })).body.challenge;
    const challenges = await Promise.all([login(first), login(second)]);
    const shown = code(1);

    const answers = await Promise.all([
      first.post('/login/totp', { challenge: challenges[0], code: shown }),
      second.post('/login/totp', { challenge: challenges[1], code: shown }),
    ]);

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);
  }
});

onServers()(
  'two replicas that get the same passkey challenge at the same time start only one session',
  async () => {
    const [first, second] = replicas as [ServiceProcess, ServiceProcess];
    const { key } = await addPasskey(first, await makePerson(first, {}));
    for (let round = 0; round < ROUNDS; round++) {
      const { challenge, publicKey } = (await first.post('/login/passkey/options', {})).body;
      const signed = [key.sign(publicKey), key.sign(publicKey)];

      const answers = await Promise.all([
        first.post('/login/passkey', { challenge, credential: signed[0] }),
        second.post('/login/passkey', { challenge, credential: signed[1] }),
      ]);

      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);
    }
  },
);
