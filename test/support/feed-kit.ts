import { EventReader } from './event-reader.js';
import { type Answer, patiently } from './client.js';
import { decodeJwt } from './jwt.js';
import type { Person } from './people.js';
import { basic, type Credentials, makeServiceClient } from './service-clients.js';
import { type Service, useService } from './service.js';

/** Returns the position in a cursor, which is opaque for readers. */
export const positionOf = (cursor: string) => Number(cursor.split('.')[1]);

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
    return patiently(() => this.service.get(`/revocations${query}`, { headers: basic(this.credentials) }));
  }

  /** Returns all ids after the cursor, and the cursor of the end. */
  async readToEnd(after?: string): Promise<{ ids: string[]; next: string }> {
    const { body } = await this.page(after);
    const ids = body.revocations.map(({ id }: { id: string }) => id);
    if (ids.length === 0) return { ids, next: body.next };
    const rest = await this.readToEnd(body.next);
    return { ids: [...ids, ...rest.ids], next: rest.next };
  }

  end = async (): Promise<string> => (await this.readToEnd()).next;

  follow(cursor?: string, client = this.credentials): Promise<EventReader> {
    return this.followAs(basic(client), cursor);
  }

  followAs(caller: Record<string, string>, cursor?: string): Promise<EventReader> {
    const reader = new EventReader(`${this.service.origin}/revocations/stream`);
    this.readers.push(reader);
    return reader.open({ ...caller, ...(cursor !== undefined && { 'last-event-id': cursor }) });
  }

  closeReaders(): void {
    for (const reader of this.readers.splice(0)) reader.close();
  }

  /** Signs a user out. Returns the id of the ended session. */
  logout = async (person?: Person): Promise<string> => {
    const { token } = person ?? (await this.service.person());
    const { status } = await patiently(() => this.service.post('/logout', undefined, { token }));
    expect(status).toBe(204);
    return String(decodeJwt(token).sid);
  };
}

/** Sets up the kit for the tests of a file. */
export function useFeedKit(): FeedKit {
  const kit = new FeedKit(useService());
  beforeAll(() => kit.prepare());
  afterEach(() => kit.closeReaders());
  return kit;
}
