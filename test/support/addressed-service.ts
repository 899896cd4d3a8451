import { WatchwordVerifier, type VerifierOptions } from '@watchword/verifier';
import { Client } from './client.js';
import type { FreshDatabase } from './database.js';
import { migratedDatabase } from './migrated-database.js';
import { ADMIN, makePerson, type Person, type PersonOptions } from './people.js';
import { freePort, ServiceProcess } from './process.js';
import { type Credentials, makeServiceClient } from './service-clients.js';

/**
 * The built service at an address that is also its ISSUER and stays the same after a restart, for tests of other
 * services.
 */
export class AddressedService extends Client {
  environment: Record<string, string> = {};
  credentials!: Credentials;
  private database!: FreshDatabase;
  private process!: ServiceProcess;
  private readonly verifiers: WatchwordVerifier[] = [];

  /** Starts it on a fresh database, with a service client. Passkeys need `localhost` as its host. */
  async start(environment: Record<string, string> = {}, host = '127.0.0.1'): Promise<this> {
    this.database = await migratedDatabase();
    const port = String(await freePort());
    this.origin = `http://${host}:${port}`;
    this.environment = { PORT: port, ISSUER: this.origin, DATABASE_URL: this.database.url, ...environment };
    await this.resume();
    this.credentials = await makeServiceClient(this, await this.admin());
    return this;
  }

  /** Starts it again, at the same address. */
  async resume(): Promise<void> {
    this.process = await new ServiceProcess(this.environment).start();
  }

  /** Ends the process but keeps the database. */
  interrupt(signal?: NodeJS.Signals): Promise<number | null> {
    return this.process.stop(signal);
  }

  /** Whether its process is not running. */
  get hasEnded(): boolean {
    return this.process.hasEnded;
  }

  /** Ends the verifiers it has started. */
  async stopVerifiers(): Promise<void> {
    await Promise.all(this.verifiers.splice(0).map((verifier) => verifier.stop()));
  }

  /** Ends the process and removes the database. */
  async stop(): Promise<void> {
    await this.stopVerifiers();
    await this.process?.stop('SIGKILL');
    await this.database?.drop();
  }

  /** Registers and signs in a user. */
  person = (options: PersonOptions = {}): Promise<Person> => makePerson(this, options);

  /** Signs in the admin that was created at start. */
  async admin(): Promise<{ token: string }> {
    return (await this.post('/login', ADMIN)).body;
  }

  /** Starts a verifier. */
  async verifier(options: Partial<VerifierOptions> = {}): Promise<WatchwordVerifier> {
    const { id: clientId, secret: clientSecret } = this.credentials;
    const verifier = new WatchwordVerifier({
      issuer: this.origin,
      audience: 'watchword',
      clientId,
      clientSecret,
      ...options,
    });
    this.verifiers.push(verifier);
    await verifier.start();
    return verifier;
  }
}

/** Starts one before the tests of a file or a block, and stops it after them. */
export function useAddressedService(
  environment: Record<string, string> = {},
  host?: string,
): AddressedService {
  const service = new AddressedService('');
  beforeAll(async () => void (await service.start(environment, host)));
  afterAll(() => service.stop());
  return service;
}
