import { applyDecorators } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiProperty,
  ApiPropertyOptional,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import { numberHeader, textHeader } from './described-headers.js';
import type { ProblemClass } from './problem.js';

/** One fault of the input, as it is answered. */
export class FieldFaultDto {
  @ApiProperty({ example: 'name', description: 'Path of the field' })
  readonly field!: string;

  @ApiProperty({ example: 'name must have 3 to 64 characters' })
  readonly message!: string;
}

/** The body of every error (RFC 9457). */
export class ProblemDto {
  @ApiProperty({ format: 'uri', example: 'urn:watchword:problem:validation_failed' })
  readonly type!: string;

  @ApiProperty({ example: 'The request has invalid fields' })
  readonly title!: string;

  @ApiProperty({ type: 'integer', example: 400 })
  readonly status!: number;

  @ApiProperty({ example: 'name must have 3 to 64 characters' })
  readonly detail!: string;

  @ApiProperty({ example: 'validation_failed', description: 'Stable; decide by it' })
  readonly code!: string;

  @ApiPropertyOptional({
    example: 'urn:request:3f8e2a5c-6f4b-4c1d-9a7e-2b1c0d9e8f7a',
    description: 'Of an internal error: names the request in the log',
  })
  readonly instance?: string;

  @ApiPropertyOptional({ type: [FieldFaultDto] })
  readonly errors?: FieldFaultDto[];
}

const RETRY_AFTER = { 'Retry-After': numberHeader('Seconds') };
const AUTHENTICATE = { 'WWW-Authenticate': textHeader('RFC 6750') };

const CONTENT_TYPE = 'application/problem+json';

interface ProblemResponse {
  description: string;
  headers?: object;
  content?: Record<string, { schema: { allOf: [object, { properties: { code: { enum: string[] } } }] } }>;
}

/** Documents the problems a route can answer with: one response a status, which lists the codes it may carry. */
export function ApiProblems(...problems: ProblemClass[]): MethodDecorator & ClassDecorator {
  const responses: Record<string, object> = {};
  mergeProblems(responses, problems);
  const decorators = Object.entries(responses).map(([status, response]) =>
    ApiResponse({ status: Number(status), ...response }),
  );
  return applyDecorators(ApiExtraModels(ProblemDto), ...decorators);
}

/** Adds problems to the responses of an operation. Problems of one status share its response. */
export function mergeProblems(responses: Record<string, object>, problems: ProblemClass[]): void {
  for (const { kind } of problems) {
    const before = (responses[kind.status] ?? { description: '' }) as ProblemResponse;
    const codes = before.content?.[CONTENT_TYPE]?.schema.allOf[1].properties.code.enum ?? [];
    if (codes.includes(kind.code)) continue;
    const sentence = `\`${kind.code}\`: ${kind.title}`;
    responses[kind.status] = {
      description: before.description ? `${before.description}. ${sentence}` : sentence,
      headers: headersOf(kind.status),
      content: { [CONTENT_TYPE]: { schema: schemaOf([...codes, kind.code]) } },
    };
  }
}

function schemaOf(codes: string[]): object {
  const narrowed = { type: 'object', properties: { code: { type: 'string', enum: codes } } };
  return { allOf: [{ $ref: getSchemaPath(ProblemDto) }, narrowed] };
}

function headersOf(status: number): object | undefined {
  if ([429, 503].includes(status)) return RETRY_AFTER;
  return status === 401 ? AUTHENTICATE : undefined;
}
