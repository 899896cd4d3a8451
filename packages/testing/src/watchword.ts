import { type Answer, Caller, send } from './caller.js';
import { Mailbox } from './mailbox.js';
import { type Account, Person, type PersonOptions } from './person.js';
import type { ServiceProcess } from './service-process.js';

const PASSWORD = 'otters juggle pebbles';

/** The admin that the service creates when it starts. */
export interface Admin {
  readonly name: string;
  readonly password: string;
}

/** The credentials with which a service reads the revocations, named like the options of the verifier. */
export interface ServiceClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A running Watchword, for one file of tests. */
export class Watchword {
  private people = 0;
  private aheadMs = 0;

  constructor(
    private readonly service: ServiceProcess,
    /** The mails that the service has sent. */
    readonly mails: Mailbox,
    private readonly admin: Admin,
  ) {}

  /** The URL of the service, which is also the issuer of its tokens unless the settings name another issuer. */
  get url(): string {
    return this.service.url;
  }

  /** The audience of the tokens of the service. */
  get audience(): string {
    return this.service.audience;
  }

  /** Returns the time of the clock of the service. */
  now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }

  /**
   * Moves the clock of the service forward. The clock of this process does not change. @throws RangeError for a time
   * that is not in the future
   */
  async travel(seconds: number): Promise<void> {
    if (!(seconds > 0 && seconds < Infinity))
      throw new RangeError('travel needs a positive number of seconds');
    this.aheadMs = await this.service.travel(seconds);
  }

  /** Creates a user, and signs in. @throws Error when the service refuses it */
  async person(options: PersonOptions = {}): Promise<Person> {
    const account = await this.register(options);
    if (options.verified) await this.verify(account);
    const { token, refreshToken } = await this.signIn(account);
    return new Person(this.url, token, refreshToken, account);
  }

  /** Signs in the admin. */
  async adminClient(): Promise<Caller> {
    return new Caller(this.url, (await this.signIn(this.admin)).token);
  }

  /**
   * Creates a service client, for the verifier or for `POST /oauth/token`. @throws Error when the service refuses it
   */
  async serviceClient(scopes: readonly string[] = []): Promise<ServiceClient> {
    const admin = await this.adminClient();
    const { body } = accepted(await admin.request('POST', '/clients', { name: 'tests', scopes }));
    return { clientId: body.id, clientSecret: body.secret };
  }

  /** Ends the service, and waits until its process has ended and its files are removed. */
  close(): Promise<void> {
    return this.service.stop();
  }

  private async register({
    name = this.newName(),
    password = PASSWORD,
    ...rest
  }: PersonOptions): Promise<Account> {
    const { roles = [], verified = false, email = verified ? `${name}@example.com` : undefined } = rest;
    const admin = await this.adminClient();
    for (const role of roles) await this.putRole(role, admin);
    const asked = { name, password, email, roles: [...new Set(['user', ...roles])] };
    const { body } = accepted(await admin.request('POST', '/users', asked));
    return { id: body.id, name, password, email };
  }

  private async putRole(role: string, admin: Caller): Promise<void> {
    const { body } = accepted(await admin.request('GET', '/roles'));
    if (body.some(({ name }: { name: string }) => name === role)) return;
    accepted(await admin.request('PUT', `/roles/${encodeURIComponent(role)}`, { description: 'of a test' }));
  }

  private async verify({ email = '' }: Account): Promise<void> {
    const { token } = await this.mails.next(email);
    accepted(await send(`${this.url}/email/verify`, 'POST', { token }));
  }

  private async signIn({ name, password }: Admin): Promise<{ token: string; refreshToken: string }> {
    return accepted(await send(`${this.url}/login`, 'POST', { name, password })).body;
  }

  private newName(): string {
    this.people += 1;
    return `person-${this.people}`;
  }
}

/** Returns a successful response, and throws for a refusal. */
function accepted(answer: Answer): Answer {
  if (answer.status < 400) return answer;
  throw new Error(`Watchword answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}
