import { addTotp, addTotpRows, type Authenticator, personWithTotp, travel } from '../support/factors.js';
import { freshAddress, from, statusesOf } from '../support/guesses.js';
import { PASSWORD, type Person } from '../support/people.js';
import { describeWith } from '../support/programs.js';
import { TestRedis } from '../support/redis.js';
import { type Service, useService } from '../support/service.js';

const WRONG = '000000';
const OF_ACCOUNT = 20;
const OF_ADDRESS = 100;
const APPS = 10;
const ENVIRONMENT = { TRUST_PROXY: '127.0.0.1' };

afterEach(() => jest.restoreAllMocks());

/** Users who share one address. */
class Office {
  private readonly address = from(freshAddress());

  constructor(private readonly service: Service) {}

  people = (amount: number) => Promise.all(Array.from({ length: amount }, () => this.service.person()));

  /** A user with ten apps. */
  async worker(): Promise<{ person: Person; apps: Authenticator[] }> {
    const person = await this.service.person();
    const { app } = await addTotp(this.service, person);
    return { person, apps: [app, ...(await addTotpRows(this.service, person.id, APPS - 1))] };
  }

  tryCode = ({ token }: Person, code: string) =>
    this.service.post('/step-up', { code }, { token, ...this.address });

  /** Sends wrong codes at once, for these users in turn. */
  guess = (people: readonly Person[], amount: number) =>
    Promise.all(
      Array.from({ length: amount }, (_, index) => this.tryCode(people[index % people.length]!, WRONG)),
    );

  async signIn(name: string, code: string) {
    const { challenge } = (await this.service.post('/login', { name, password: PASSWORD })).body;
    return this.service.post('/login/totp', { challenge, code }, this.address);
  }
}

function itCountsWrongCodesAlone(service: Service): void {
  it('are counted by address only when they are wrong: after 120 correct codes, 100 wrong ones are still checked', async () => {
    const office = new Office(service);
    const strangers = await office.people(8);
    const workers = [
      await office.worker(),
      await office.worker(),
      await office.worker(),
      await office.worker(),
    ];
    travel(service, 300_000); // so that each app shows three valid codes

    const right = [];
    for (const step of [-1, 0, 1])
      for (const { person, apps } of workers)
        for (const app of apps) right.push(await office.tryCode(person, app.shows(step)));
    const wrong = await office.guess(strangers, OF_ADDRESS + 30);

    expect(statusesOf(right)).toEqual({ 200: 120 });
    expect(statusesOf(wrong)).toEqual({ 401: OF_ADDRESS, 429: 30 });
  });

  it('are limited exactly by address when correct and wrong ones arrive at once', async () => {
    const office = new Office(service);
    const [strangers, { person, apps }] = [await office.people(10), await office.worker()];
    travel(service, 300_000);

    const [right, wrong] = await Promise.all([
      Promise.all(apps.map((app) => office.tryCode(person, app.shows()))),
      office.guess(strangers, OF_ADDRESS - APPS),
    ]);
    const more = await office.guess([...strangers, ...(await office.people(5))], 60);

    expect(statusesOf(right)).toEqual({ 200: APPS });
    expect(statusesOf([...wrong, ...more])).toEqual({ 401: OF_ADDRESS, 429: 50 });
  });

  it('of one account are checked twenty times an hour, and refused ones are not counted by address', async () => {
    const office = new Office(service);
    const [victim, ...others] = await office.people(5);

    const guesses = await office.guess([victim!], 80);
    const further = await office.guess(others, OF_ADDRESS - OF_ACCOUNT);

    expect(statusesOf(guesses)).toEqual({ 401: OF_ACCOUNT, 429: 60 });
    expect(statusesOf(further)).toEqual({ 401: OF_ADDRESS - OF_ACCOUNT });
  });

  it('are not counted by account when they are correct', async () => {
    const office = new Office(service);
    const { name, app } = await personWithTotp(service);

    const right = [];
    for (let count = 0; count < OF_ACCOUNT + 5; count++) right.push(await office.signIn(name, app.next()));

    expect(statusesOf(right)).toEqual({ 200: OF_ACCOUNT + 5 });
  });
}

describe('codes of second factors', () => {
  itCountsWrongCodesAlone(useService(ENVIRONMENT));
});

describeWith('redis-server')('codes of second factors, counted in Redis,', () => {
  const redis = new TestRedis();
  beforeAll(() => redis.start());
  afterAll(() => redis.kill());
  itCountsWrongCodesAlone(useService(() => ({ ...ENVIRONMENT, REDIS_URL: redis.url })));
});
