import { Client } from '../client.js';
import { type Account } from './account.js';
import { type Journal, now, type Outcome, type Request } from './journal.js';
import { slowness } from './slowness.js';
import type { Promises, Verdict } from './session-chain.js';

/** Timeout of the client, longer on a busy machine. The service must respond long before. */
const TIMEOUT_MS = 12_000;

/** Calls replicas of the service, and records requests and results. */
export class ReplicaClient {
  constructor(
    private readonly journal: Journal,
    private readonly promises: Promises,
  ) {}

  /** Sends one request and updates the account. It never throws: a missing response is also a result. */
  async call(
    origin: string,
    account: Account,
    request: Request,
  ): Promise<{ outcome: Outcome; verdict: Verdict }> {
    const id = this.journal.nextId();
    const startedAt = now();
    account.begin(id, request);
    await this.journal.append({ kind: 'intent', id, at: startedAt, origin, account: account.name, request });
    const outcome = await this.send(id, origin, account.name, request);
    await this.journal.append(outcome);
    return { outcome, verdict: account.end(request, { ...outcome, startedAt }, this.promises) };
  }

  private async send(id: number, origin: string, name: string, request: Request): Promise<Outcome> {
    const client = new Client(origin);
    const startedAt = now();
    const spent = () => ({ at: now(), milliseconds: now() - startedAt });
    try {
      const { status, body } = await ask(client, name, request);
      const kind = status < 300 ? 'ack' : status === 429 || status >= 500 ? 'unknown' : 'refused';
      return { kind, id, ...spent(), status, token: body?.token, refreshToken: body?.refreshToken };
    } catch (error) {
      return { kind: 'unknown', id, ...spent(), failure: failureOf(error) };
    }
  }
}

function ask(client: Client, name: string, request: Request) {
  const signal = AbortSignal.timeout(Math.round(TIMEOUT_MS * slowness()));
  switch (request.operation) {
    case 'register':
      return client.post('/register', { name, password: request.password }, { signal });
    case 'login':
      return client.post('/login', { name, password: request.password }, { signal });
    case 'refresh':
      return client.post('/refresh', { refreshToken: request.refreshToken }, { signal });
    case 'logout':
      return client.post('/logout', undefined, { token: request.token, signal });
    case 'password': {
      const change = { currentPassword: request.from, newPassword: request.to };
      return client.post('/me/password', change, { token: request.token, signal });
    }
    default:
      return client.get('/protected', { token: request.token, signal });
  }
}

/** Returns why there was no response. @throws errors that do not come from the network */
function failureOf(error: unknown): string {
  const { name, cause } = error as Error & { cause?: { code?: string } };
  const failure = name === 'TimeoutError' ? name : cause?.code;
  if (failure === undefined) throw error;
  return failure;
}
