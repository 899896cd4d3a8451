import {
  always,
  type DescribedHeaders,
  HeaderComponents,
  numberHeader,
  textHeader,
} from './described-headers.js';
import { EXAMPLE_ISSUER } from './error-page.js';
import { oauthErrorOf } from './oauth-error.js';
import { bodyOf } from './problem.filter.js';
import type { ProblemKind } from '../common/problem.js';

const RETRY_AFTER = {
  'Retry-After': always(numberHeader('The number of seconds to wait before the next request (RFC 9110).')),
};
const AUTHENTICATE = {
  'WWW-Authenticate': always(
    textHeader('How to authenticate: `Bearer` (RFC 6750), or `Basic` for service clients (RFC 7617).'),
  ),
};

/** One error response of an operation. */
interface DescribedError {
  readonly name: string;
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly mediaType: string;
  readonly schema: string;
  readonly body: object;
}

interface ErrorResponse {
  readonly description: string;
  readonly headers?: object;
  readonly content: Record<string, { schema: object; examples: Record<string, object> }>;
}

/**
 * Collects the error responses of an OpenAPI document. Each error is an entry of `components.responses` with an
 * example, named after its code, and operations refer to it. If an operation has several errors with the same status, a
 * combined entry has the examples of all of them, by code. All bodies share one schema, so that generators create a
 * single type for errors.
 */
export class ErrorResponses {
  readonly responses: Record<string, ErrorResponse> = {};
  readonly examples: Record<string, object> = {};
  private readonly codes = new Set<string>();

  /** `headersByCode`: headers of an error in addition to those of its status. */
  constructor(
    private readonly headers: HeaderComponents,
    private readonly headersByCode: Readonly<Record<string, DescribedHeaders>> = {},
  ) {}

  /** The codes of all described problems. */
  get problemCodes(): string[] {
    return [...this.codes].toSorted();
  }

  /** Returns references to the responses for these errors, by status. OAuth endpoints use another form. */
  refer(kinds: readonly ProblemKind[], isOAuth: boolean): Record<string, { $ref: string }> {
    const byStatus: Record<string, DescribedError[]> = {};
    for (const kind of kinds) {
      const error = isOAuth && kind.status !== 408 ? oauthError(kind) : problemOf(kind);
      if (error.schema === 'Problem') this.codes.add(error.code);
      const others = (byStatus[error.status] ??= []);
      if (others.every(({ code }) => code !== error.code)) others.push(error);
    }
    return Object.fromEntries(
      Object.entries(byStatus).map(([status, errors]) => [status, { $ref: this.entryOf(errors) }]),
    );
  }

  private entryOf(errors: DescribedError[]): string {
    const sorted = errors.toSorted((one, other) => one.name.localeCompare(other.name));
    const name = sorted
      .map((error) => error.name)
      .join('Or')
      .replaceAll('OrOAuth', 'Or');
    this.responses[name] ??= {
      description: sorted.map(({ code, title }) => `\`${code}\`: ${title}.`).join(' '),
      ...this.headersFor(sorted, name),
      content: Object.assign({}, ...sorted.map((error) => this.contentOf(error, sorted))),
    };
    return `#/components/responses/${name}`;
  }

  private headersFor(errors: DescribedError[], name: string): Pick<ErrorResponse, 'headers'> {
    const headers: DescribedHeaders = Object.assign({}, ...errors.map((error) => this.headersOf(error)));
    return Object.keys(headers).length > 0 ? { headers: this.headers.refer(headers, name) } : {};
  }

  private contentOf({ mediaType, schema }: DescribedError, errors: DescribedError[]): object {
    const examples = errors
      .filter((error) => error.mediaType === mediaType)
      .map((error) => [error.code, { $ref: this.exampleOf(error) }]);
    return {
      [mediaType]: {
        schema: { $ref: `#/components/schemas/${schema}` },
        examples: Object.fromEntries(examples),
      },
    };
  }

  private exampleOf({ name, title, body }: DescribedError): string {
    this.examples[name] ??= { summary: title, value: body };
    return `#/components/examples/${name}`;
  }

  private headersOf({ status, code }: DescribedError): DescribedHeaders {
    return {
      ...(status === 401 && AUTHENTICATE),
      ...([429, 503].includes(status) && RETRY_AFTER),
      ...this.headersByCode[code],
    };
  }
}

function problemOf(kind: ProblemKind): DescribedError {
  const { detail = `${kind.title}.`, errors } = kind.example ?? {};
  return {
    ...kind,
    name: pascalCase(kind.code),
    mediaType: 'application/problem+json',
    schema: 'Problem',
    body: bodyOf({ kind, detail, particulars: { errors } }, EXAMPLE_ISSUER),
  };
}

/** The usual status of each OAuth error code. Only with another status does the response need another name. */
const USUAL_STATUS: Readonly<Record<string, number>> = {
  invalid_client: 401,
  server_error: 500,
  temporarily_unavailable: 503,
};

function oauthError(kind: ProblemKind): DescribedError {
  const body = oauthErrorOf(kind, `${kind.title}.`, EXAMPLE_ISSUER);
  const isUsual = (USUAL_STATUS[body.error] ?? 400) === kind.status;
  return {
    name: `OAuth${pascalCase(isUsual ? body.error : kind.code)}`,
    code: body.error,
    status: kind.status,
    title: kind.title,
    mediaType: 'application/json',
    schema: 'OAuthError',
    body,
  };
}

function pascalCase(code: string): string {
  return code.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
