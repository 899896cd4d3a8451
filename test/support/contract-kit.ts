import { Contract, type RawAnswer } from './contract.js';
import { type Operation, readsForms } from './document.js';
import { Operations } from './operations.js';
import type { Service } from './service.js';

/**
 * The parts of a request to an operation. Fields become the body: JSON, or a form if the operation accepts only forms.
 */
export interface Sent {
  readonly id?: string;
  readonly query?: string;
  readonly fields?: object;
  readonly raw?: string;
  readonly headers?: Record<string, string>;
  /** The caller's access token. Other Authorization headers are set in `headers`. */
  readonly token?: string;
}

/** What an operation answers, the status and after it the code, and to what. */
export type Case = [expected: string, sent: Sent];

/** Sends requests to operations of a running service, and checks each response against the document. */
export class ContractKit {
  private constructor(
    private readonly service: Service,
    readonly operations: Operations,
    readonly contract: Contract,
  ) {}

  static async of(service: Service): Promise<ContractKit> {
    const operations = await Operations.of(service);
    return new ContractKit(service, operations, new Contract(operations.document));
  }

  /** Returns the operation with this id. */
  named(operationId: string): Operation {
    const found = this.operations.all.find((operation) => operation.operationId === operationId);
    if (!found) throw new Error(`the document has no operation ${operationId}`);
    return found;
  }

  /** Sends a request. The response must match the document and have the expected status and, after it, code. */
  async expect(operation: Operation, expected: string, sent: Sent): Promise<RawAnswer> {
    const answer = await this.ask(operation, sent);
    const { code, error = code } = answer.status >= 400 ? JSON.parse(answer.text) : {};
    const outcome = [answer.status, error].filter(Boolean).join(' ');
    const faults = this.contract.faultsOf(operation, answer);
    const where = `${operation.operationId} ${JSON.stringify(sent)}`;
    expect({ where, outcome, faults }).toEqual({ where, outcome: expected, faults: [] });
    return answer;
  }

  /** Sends a request without checking the response. */
  async ask(operation: Operation, { id = '', query = '', fields, raw, ...sent }: Sent): Promise<RawAnswer> {
    const isForm = readsForms(operation);
    const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
    const form = () => new URLSearchParams(fields as Record<string, string>).toString();
    const written = fields && (isForm ? form() : JSON.stringify(fields));
    const response = await fetch(this.service.origin + operation.path.replace(/\{\w+\}/, id) + query, {
      method: operation.method,
      headers: {
        ...((fields ?? raw) !== undefined && { 'content-type': type }),
        ...(sent.token !== undefined && { authorization: `Bearer ${sent.token}` }),
        ...sent.headers,
      },
      body: raw ?? written,
    });
    return { status: response.status, headers: response.headers, text: await textOf(response) };
  }
}

/** Returns the text of a body; of an endless stream, only the beginning. */
async function textOf(response: Response): Promise<string> {
  if (response.headers.get('content-type') !== 'text/event-stream') return response.text();
  const reader = response.body!.getReader();
  let text = '';
  while (!text.includes('heartbeat')) text += Buffer.from((await reader.read()).value ?? []).toString();
  await reader.cancel();
  return text;
}
