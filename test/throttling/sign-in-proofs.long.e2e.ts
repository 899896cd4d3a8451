import { freshAddress, guess, guesses, inTurns, newcomer, signIn, statusesOf } from '../support/guesses.js';
import { expectProofRequired, prove, solved, withoutWork } from '../support/proofs.js';
import { useService } from '../support/service.js';

const LIMIT = 2;
const HOUR_SECONDS = 3600;

const service = useService({ LOGIN_LIMIT: `${LIMIT}/1m`, TRUST_PROXY: '127.0.0.1' });

afterEach(() => jest.restoreAllMocks());

/** Sends guesses from new addresses until strangers need a proof. */
async function besiege(name: string): Promise<void> {
  for (let address = 0; address < 10; address++) await guesses(LIMIT, [service], name, freshAddress());
}

/** Registers a user who is then under attack. Returns the name. */
async function besiegedNewcomer(): Promise<string> {
  const name = await newcomer(service);
  await besiege(name);
  return name;
}

const challengeFor = async (name: string, address = freshAddress()) =>
  (await guess(service, name, address)).body.challenge;

describe('an account that refuses strangers', () => {
  it('requires a proof of work, with which its owner can sign in from anywhere', async () => {
    const [name, cafe] = [await besiegedNewcomer(), freshAddress()];

    const refused = await signIn(service, name, cafe);
    const proven = await prove(service, name, cafe, await solved(refused.body.challenge));

    expectProofRequired(refused);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(HOUR_SECONDS - 120);
    expect(refused.body.challenge.parameters).toMatchObject({ data: { level: 0, maxCounter: 4096 } });
    expect(proven.status).toBe(200);
  });

  it('accepts a proof only once, when twenty requests send it at once', async () => {
    withoutWork();
    const [name, cafe] = [await besiegedNewcomer(), freshAddress()];
    const proof = await solved(await challengeFor(name, cafe));

    const answers = await Promise.all(
      Array.from({ length: 20 }, () => prove(service, name, freshAddress(), proof)),
    );

    expect(statusesOf(answers)).toEqual({ 200: 1, 429: 19 });
    expectProofRequired(await prove(service, name, cafe, proof));
  });

  it('refuses a proof that is for another account, expired, without work, or changed', async () => {
    withoutWork();
    const [name, other] = [await besiegedNewcomer(), await besiegedNewcomer()];
    const good = await solved(await challengeFor(name));
    // oxlint-disable-next-line typescript/no-explicit-any -- it is made invalid on purpose
    const changed = (edit: (proof: any) => void) => {
      const proof = JSON.parse(Buffer.from(good, 'base64').toString());
      edit(proof);
      return Buffer.from(JSON.stringify(proof)).toString('base64');
    };
    const faulty = [
      await solved(await challengeFor(other)),
      changed(({ solution }) => (solution.derivedKey = solution.derivedKey.slice(0, 32).padEnd(64, '0'))),
      changed(({ challenge }) => (challenge.parameters.data.level = 6)),
      changed(({ challenge }) => (challenge.parameters.expiresAt += 1)),
      changed(({ challenge }) => delete challenge.signature),
      changed((proof) => delete proof.challenge.parameters),
      'not base64 of anything',
      Buffer.from('null').toString('base64'),
    ];

    for (const proof of faulty) expectProofRequired(await prove(service, name, freshAddress(), proof));
    service.travel(601);
    expectProofRequired(await prove(service, name, freshAddress(), good));
  });

  it('doubles the work after every two proofs, and refuses proofs that are much easier', async () => {
    withoutWork();
    const name = await besiegedNewcomer();
    const stock = await Promise.all(Array.from({ length: 6 }, async () => solved(await challengeFor(name))));

    const answers = [];
    for (const proof of stock) answers.push(await prove(service, name, freshAddress(), proof, 'wrong'));
    const { parameters } = await challengeFor(name);

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 429, 429]);
    expect(parameters.data).toEqual({ level: 2, maxCounter: 4 * 4096 });
  });

  it('never requires more than 64 times the work of the first proof', async () => {
    withoutWork();
    const name = await besiegedNewcomer();

    for (let spent = 0; spent < 6 * LIMIT + 1; spent++)
      await prove(service, name, freshAddress(), await solved(await challengeFor(name)), 'wrong');

    expect((await challengeFor(name)).parameters.data).toEqual({ level: 6, maxCounter: 64 * 4096 });
  });

  it('accepts two proofs an hour from one address', async () => {
    withoutWork();
    const [name, address] = [await besiegedNewcomer(), freshAddress()];
    const answers = [];
    for (let minute = 0; minute < 4; minute++) {
      service.travel(minute * 301); // so that the limit of account and address does not refuse
      answers.push(await prove(service, name, address, await solved(await challengeFor(name)), 'wrong'));
    }

    const codes = answers.map(({ body }) => body.code);
    expect(codes.slice(0, 2)).toEqual(Array(2).fill('invalid_credentials'));
    expect(codes.slice(2)).toEqual(Array(2).fill('rate_limited'));
  });

  it('requires the same proofs when the account does not exist', async () => {
    withoutWork();
    const seen = [];
    for (const name of [await newcomer(service), `unknown-${Date.now()}`]) {
      await besiege(name);
      const refused = await guess(service, name, freshAddress());
      const proven = await prove(
        service,
        name,
        freshAddress(),
        await solved(refused.body.challenge),
        'wrong',
      );
      const { challenge, ...body } = refused.body;
      const { data, algorithm, cost } = challenge.parameters;
      seen.push([body, data, algorithm, cost, Object.keys(challenge.parameters), proven.status, proven.body]);
    }

    expect(seen[0]).toEqual(seen[1]);
  });

  it('checks at most 40 of 80 guesses with and without proofs, and its owner can still sign in', async () => {
    withoutWork();
    const [name, addresses] = [await newcomer(service), Array.from({ length: 10 }, freshAddress)];
    const answers = await inTurns(80, 10, async (index) => {
      const address = addresses[index % addresses.length] as string;
      const answer = await guess(service, name, address);
      const { challenge } = answer.body;
      return challenge ? prove(service, name, address, await solved(challenge), 'wrong') : answer;
    });
    const cafe = freshAddress();
    const proof = await solved((await signIn(service, name, cafe)).body.challenge);

    // 20 without a proof, and at most two with one from each address.
    expect(statusesOf(answers)[401]).toBeLessThanOrEqual(20 + 2 * addresses.length);
    expect((await prove(service, name, cafe, proof)).status).toBe(200);
  });
});

describe('the limit of account and address', () => {
  it('also applies to attempts with a proof', async () => {
    withoutWork();
    const [name, address] = [await besiegedNewcomer(), freshAddress()];
    const proofs = await Promise.all(Array.from({ length: 4 }, async () => solved(await challengeFor(name))));

    const answers = await Promise.all(proofs.map((proof) => prove(service, name, address, proof, 'wrong')));

    expect(statusesOf(answers)).toEqual({ 401: LIMIT, 429: 2 });
  });
});
