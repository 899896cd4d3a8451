import type { OpenAPIObject } from '@nestjs/swagger';
import { Forbidden, MfaEnrollmentRequired, StepUpRequired, Unauthenticated } from '../users/access.errors.js';
import { InvalidClient } from '../clients/clients.errors.js';
import type { Audience } from '../http/access.decorators.js';
import {
  BadRequest,
  BodyTooLarge,
  HeadersTooLarge,
  InternalError,
  MalformedBody,
  NotFound,
  RequestTimeout,
  Unavailable,
  UnsupportedEncoding,
  UnsupportedMediaType,
  UriTooLong,
} from '../common/common.errors.js';
import { type DescribedHeaders, HeaderComponents, textHeader } from '../http/described-headers.js';
import { ErrorResponses } from '../http/error-responses.js';
import { takeProblems } from '../http/problem.decorator.js';
import type { ProblemClass } from '../common/problem.js';
import { DESCRIBED_RATE_LIMIT_HEADERS } from '../http/rate-limit-headers.js';

/** Problems that are returned before a request reaches any operation. */
const OF_NO_OPERATION = [NotFound, HeadersTooLarge];

/** An operation with the extensions that the decorators of its route have set. */
interface Operation {
  operationId: string;
  parameters?: { in: string }[];
  requestBody?: { content: Record<string, { schema: { $ref: string } }> };
  security?: Record<string, string[]>[];
  responses: Record<string, { headers?: object }>;
  'x-audience'?: Audience;
  'x-refresh-cookie'?: boolean;
  'x-recent-sign-in'?: boolean;
  'x-sign-in-optional'?: boolean;
  'x-oauth'?: boolean;
  'x-rate-limited'?: boolean;
}

const MARKS = [
  'x-audience',
  'x-recent-sign-in',
  'x-refresh-cookie',
  'x-sign-in-optional',
  'x-oauth',
  'x-rate-limited',
] as const;

/** Adds to each operation what applies to all routes of its kind: the responses of guard, parsers and time limits. */
export class DescribedOperations {
  private readonly headers = new HeaderComponents();
  private readonly errors = new ErrorResponses(this.headers, {
    rate_limited: DESCRIBED_RATE_LIMIT_HEADERS,
    mfa_required: {
      'Set-Cookie': textHeader(
        'In cookie mode `__Host-watchword_sign_in` binds the challenge to this browser: it counts only together with the cookie.',
      ),
    },
  });

  constructor(private readonly document: OpenAPIObject) {}

  /** Completes all operations and adds the components they refer to. */
  complete(): void {
    for (const path of Object.values(this.document.paths)) {
      for (const [method, operation] of Object.entries(path))
        this.completeOne(method, operation as Operation);
    }
    const { responses, examples, problemCodes } = this.errors;
    const { schemas = {} } = (this.document.components ??= {});
    const codes = [...problemCodes, ...OF_NO_OPERATION.map(({ kind }) => kind.code)];
    schemas.ProblemCode = {
      type: 'string',
      enum: [...new Set(codes)].toSorted(),
      description: 'The error code for programs. The page `/errors` of the service explains each code.',
    };
    Object.assign(this.document.components, {
      schemas,
      responses,
      examples,
      headers: this.headers.described,
    });
  }

  private completeOne(method: string, operation: Operation): void {
    const { 'x-oauth': isOAuth = false, responses } = operation;
    const common = [
      ...commonProblems(method, operation),
      ...audienceProblems(operation),
      ...(operation['x-recent-sign-in'] ? [StepUpRequired] : []),
    ];
    const kinds = [...takeProblems(operation), ...common.map(({ kind }) => kind)];
    if (!isOAuth) this.closeBody(operation);
    for (const response of Object.values(responses)) {
      const headers = {
        ...(response.headers as DescribedHeaders | undefined),
        ...(operation['x-rate-limited'] && DESCRIBED_RATE_LIMIT_HEADERS),
      };
      if (Object.keys(headers).length > 0)
        response.headers = this.headers.refer(headers, operation.operationId);
    }
    Object.assign(responses, this.errors.refer(kinds, isOAuth));
    operation.security = securityOf(operation);
    for (const mark of MARKS) delete operation[mark];
  }

  /** Documents that unknown fields of a body are refused; OAuth endpoints ignore them. */
  private closeBody({ requestBody }: Operation): void {
    for (const { schema } of Object.values(requestBody?.content ?? {})) {
      const name = schema.$ref.split('/').at(-1) ?? '';
      Object.assign(this.document.components?.schemas?.[name] ?? {}, { additionalProperties: false });
    }
  }
}

function commonProblems(method: string, { parameters = [] }: Operation): ProblemClass[] {
  const hasPath = parameters.some((parameter) => parameter.in === 'path');
  return [
    ...(hasPath ? [BadRequest, UriTooLong] : []),
    ...(method === 'get' ? [] : [MalformedBody, BodyTooLarge, UnsupportedEncoding, UnsupportedMediaType]),
    RequestTimeout,
    InternalError,
    Unavailable,
  ];
}

function audienceProblems(operation: Operation): ProblemClass[] {
  const { 'x-audience': audience = 'people', 'x-sign-in-optional': isSignInOptional = false } = operation;
  if (audience === 'public') return isSignInOptional ? [Unauthenticated, Forbidden] : [];
  if (audience === 'client-secrets') return [InvalidClient];
  if (audience === 'clients') return [Unauthenticated, Forbidden, InvalidClient];
  return [Unauthenticated, Forbidden, MfaEnrollmentRequired];
}

function securityOf(operation: Operation): Record<string, string[]>[] {
  const { 'x-audience': audience = 'people' } = operation;
  const cookie = operation['x-refresh-cookie'] ? [{ refreshCookie: [] }] : [];
  if (audience === 'public') {
    const token = operation['x-sign-in-optional'] ? [{ accessToken: [] }] : [];
    const optional = [...token, ...cookie];
    return optional.length > 0 ? [...optional, {}] : [];
  }
  if (audience === 'clients') return [{ clientSecret: [] }, { accessToken: [] }];
  if (audience === 'client-secrets') return [{ clientSecret: [] }];
  return [{ accessToken: [] }, ...cookie];
}
