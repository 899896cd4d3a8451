import { EventReader } from './event-reader.js';
import { type Answer, patiently } from './client.js';
import { decodeJwt } from './jwt.js';
import type { Person } from './people.js';
import { basic, type Credentials, makeServiceClient } from './service-clients.js';
import { type Service, useService } from './service.js';

/** A service, and a client of it that reads the feed. */
export class FeedKit {
  credentials!: Credentials;
  private readonly readers: EventReader[] = [];

  constructor(readonly service: Service) {}

  /** Makes the client. */
  async prepare(): Promise<void> {
    this.credentials = await makeServiceClient(this.service, await this.service.admin());
  }

  page(after?: string): Promise<Answer> {
    const query = after === undefined ? '' : `?after=${after}`;
    return this.service.get(`/revocations${query}`, { headers: basic(this.credentials) });
  }

  /** Every id after the cursor, and the cursor of the end. */
  async readToEnd(after?: string): Promise<{ ids: string[]; next: string }> {
    const { body } = await this.page(after);
    const ids = body.revocations.map(({ id }: { id: string }) => id);
    if (ids.length === 0) return { ids, next: body.next };
    const rest = await this.readToEnd(body.next);
    return { ids: [...ids, ...rest.ids], next: rest.next };
  }

  end = async (): Promise<string> => (await this.readToEnd()).next;

  follow(cursor: string, client = this.credentials): Promise<EventReader> {
    return this.followAs(basic(client), cursor);
  }

  followAs(caller: Record<string, string>, cursor: string): Promise<EventReader> {
    const reader = new EventReader(`${this.service.origin}/revocations/stream`);
    this.readers.push(reader);
    return reader.open({ ...caller, 'last-event-id': cursor });
  }

  closeReaders(): void {
    for (const reader of this.readers.splice(0)) reader.close();
  }

  /** Signs somebody out. Answers the id of the session that ended. */
  logout = async (person?: Person): Promise<string> => {
    const { token } = person ?? (await this.service.person());
    const { status } = await patiently(() => this.service.post('/logout', undefined, { token }));
    expect(status).toBe(204);
    return String(decodeJwt(token).sid);
  };
}

/** Sets the kit up for the tests of the present file. */
export function useFeedKit(): FeedKit {
  const kit = new FeedKit(useService());
  beforeAll(() => kit.prepare());
  afterEach(() => kit.closeReaders());
  return kit;
}
