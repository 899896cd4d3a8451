import { applyDecorators } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiProperty,
  ApiPropertyOptional,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';
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

  @ApiPropertyOptional({ description: 'Of an internal error: names the request in the log' })
  readonly instance?: string;

  @ApiPropertyOptional({ type: [FieldFaultDto] })
  readonly errors?: FieldFaultDto[];
}

const RETRY_AFTER = { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' as const } } };
const AUTHENTICATE = { 'WWW-Authenticate': { description: 'RFC 6750', schema: { type: 'string' as const } } };

/** Documents the problems a route can answer with: one response a status, which lists the codes it may carry. */
export function ApiProblems(...problems: ProblemClass[]): MethodDecorator & ClassDecorator {
  const byStatus = groupByStatus(problems);
  const responses = [...byStatus].map(([status, classes]) => ApiResponse(responseOf(status, classes)));
  return applyDecorators(ApiExtraModels(ProblemDto), ...responses);
}

function groupByStatus(problems: ProblemClass[]): Map<number, ProblemClass[]> {
  const groups = new Map<number, ProblemClass[]>();
  for (const one of problems) groups.set(one.kind.status, [...(groups.get(one.kind.status) ?? []), one]);
  return groups;
}

function responseOf(status: number, classes: ProblemClass[]) {
  const codes = classes.map(({ kind }) => kind.code);
  return {
    status,
    description: classes.map(({ kind }) => `\`${kind.code}\`: ${kind.title}`).join('. '),
    headers: { ...([429, 503].includes(status) && RETRY_AFTER), ...(status === 401 && AUTHENTICATE) },
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: getSchemaPath(ProblemDto) },
            { type: 'object' as const, properties: { code: { type: 'string' as const, enum: codes } } },
          ],
        },
      },
    },
  };
}
