import { v7 as uuidv7 } from 'uuid';
import type { Answer, RequestOptions } from './client.js';
import { audienceOf, codesOf, OpenApi, type Operation, readsForms } from './document.js';
import type { Person } from './people.js';
import type { Service } from './service.js';
import { type Credentials, makeServiceClient } from './service-clients.js';

/** All operations of the document, with a caller and existing objects for each. */
export class Operations {
  private constructor(
    private readonly service: Service,
    readonly document: OpenApi,
    readonly admin: Person,
    readonly client: Credentials,
  ) {}

  static async of(service: Service): Promise<Operations> {
    const admin = await service.admin();
    const client = await makeServiceClient(service, admin, ['orders:read']);
    return new Operations(service, await OpenApi.of(service), admin, client);
  }

  get all(): Operation[] {
    return this.document.operations;
  }

  for(audience: ReturnType<typeof audienceOf>): Operation[] {
    return this.all.filter((operation) => audienceOf(operation) === audience);
  }

  /** Calls an operation with its example body, on `target` or an existing object. */
  call(
    operation: Operation,
    caller: RequestOptions = {},
    target = this.targetOf(operation),
  ): Promise<Answer> {
    const path = operation.path.replace(/\{\w+\}/, target);
    const body = this.document.exampleFor(operation);
    return readsForms(operation)
      ? this.service.send(operation.method, path, undefined, { ...caller, raw: new URLSearchParams(body) })
      : this.service.send(operation.method, path, body, caller);
  }

  private targetOf({ path }: Operation): string {
    const targets = { '/users': this.admin.id, '/clients': this.client.id, '/roles': 'editor' };
    return Object.entries(targets).find(([start]) => path.startsWith(start))?.[1] ?? uuidv7();
  }
}

/** Expects that the status, and the code of an error, are documented. */
export function expectDocumented(operation: Operation, { status, body }: Answer): void {
  expect(Object.keys(operation.responses)).toContain(String(status));
  if (status >= 400) expect(codesOf(operation, status)).toContain(body.code ?? body.error);
}
