import { TOTP } from 'otpauth';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../src/common/clock.js';
import { TotpSecret } from '../../src/factors/totp/totp-secret.js';
import { SecretBox } from '../../src/secrets/secret-box.js';
import type { Person } from './people.js';
import type { Service } from './service.js';

const STEP_MS = 30_000;

/** An authenticator app of a user: what it shows, step after step, so that no code is used twice. */
export class Authenticator {
  readonly totp: TOTP;
  private steps = 0;

  constructor(
    private readonly service: Service,
    readonly id: string,
    secret: string,
  ) {
    this.totp = new TOTP({ secret });
  }

  /** What it shows now, `steps` steps later or earlier. */
  shows(steps = 0): string {
    const now = this.service.app.get(Clock).now().getTime();
    return this.totp.generate({ timestamp: now + steps * STEP_MS });
  }

  /** The next code that counts. The service takes the code of the next step; after that, its clock has to move. */
  next(): string {
    if (this.steps > 0) travel(this.service, STEP_MS);
    this.steps++;
    return this.shows(1);
  }
}

/** Moves the clock of the service. */
export function travel(service: Service, milliseconds: number): void {
  const clock = service.app.get(Clock);
  const now = clock.now();
  jest.spyOn(clock, 'now').mockImplementation(() => new Date(now.getTime() + milliseconds));
}

/** A user with an authenticator app. */
export interface PersonWithTotp extends Person {
  readonly app: Authenticator;
  readonly recoveryCodes: string[];
}

/** Adds an authenticator app for a user. */
export async function addTotp(service: Service, { token }: Pick<Person, 'token'>) {
  const { body } = await service.post('/me/totp', {}, { token });
  const app = new Authenticator(service, body.id, body.secret);
  const confirmed = await service.post('/me/totp/confirm', { id: body.id, code: app.shows() }, { token });
  if (confirmed.status !== 200) throw new Error(`could not confirm: ${JSON.stringify(confirmed.body)}`);
  return { app, recoveryCodes: confirmed.body.recoveryCodes as string[] };
}

/** Adds confirmed apps to those of a user at once, as rows: by its routes each would take two requests. */
export async function addTotpRows(
  service: Service,
  userId: string,
  amount: number,
): Promise<Authenticator[]> {
  const [box, now] = [service.app.get(SecretBox), new Date()];
  const apps = Array.from({ length: amount }, () => {
    const [id, secret] = [uuidv7(), TotpSecret.make().base32];
    const times = { created_at: now, confirmed_at: now, last_step: 0 };
    const row = { id, user_id: userId, name: 'One of many', sealed_secret: box.seal(secret, id), ...times };
    return { row, app: new Authenticator(service, id, secret) };
  });
  const rows = apps.map(({ row }) => row);
  await service.sequelize.getQueryInterface().bulkInsert('totp_devices', rows);
  return apps.map(({ app }) => app);
}

/** Registers a user who has an authenticator app. */
export async function personWithTotp(service: Service): Promise<PersonWithTotp> {
  const person = await service.person();
  return { ...person, ...(await addTotp(service, person)) };
}
