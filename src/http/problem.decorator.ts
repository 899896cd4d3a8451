import { applyDecorators } from '@nestjs/common';
import {
  ApiExtension,
  ApiExtraModels,
  ApiProperty,
  ApiPropertyOptional,
  getSchemaPath,
} from '@nestjs/swagger';
import { AUTH_METHODS } from '@watchword/protocol';
import { FIELD_RULES } from '../common/field-rules.js';
import type { ProblemClass, ProblemKind } from '../common/problem.js';
import { ProofChallenge } from '../common/proof-challenge.js';
import { errorPageOf, EXAMPLE_ISSUER } from './error-page.js';

/** One invalid field in an error response. */
export class FieldFaultDto {
  @ApiProperty({ example: 'name', description: 'The path of the field, such as `name` or `scopes`.' })
  readonly field!: string;

  @ApiProperty({
    enum: FIELD_RULES,
    enumName: 'FieldRule',
    enumSchema: {
      description: 'The rule that a field breaks. The page `/errors` of the service explains each rule.',
    },
    example: 'too_short',
    description: 'The rule that the value breaks. It is stable: use it in programs and for translations.',
  })
  readonly rule!: string;

  @ApiProperty({
    example: 'name must have 3 to 64 characters',
    description: 'What is wrong with the field, in a sentence for people.',
  })
  readonly message!: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    example: { min: 3, max: 64 },
    description: 'The numbers or values of the rule, if it has any.',
  })
  readonly params?: object;
}

/** The body of every error (RFC 9457). */
export class ProblemDto {
  @ApiProperty({
    format: 'uri',
    example: errorPageOf(EXAMPLE_ISSUER, 'name_taken'),
    description: 'The address of the page about this kind of problem, for people.',
  })
  readonly type!: string;

  @ApiProperty({
    example: 'The name is taken',
    description: 'The kind of problem in a few words, always the same for one code.',
  })
  readonly title!: string;

  @ApiProperty({ type: 'integer', example: 409, description: 'The HTTP status, as in the status line.' })
  readonly status!: number;

  @ApiProperty({ example: 'The name is taken.', description: 'This problem in a sentence, for people.' })
  readonly detail!: string;

  @ApiProperty({
    enum: [],
    enumName: 'ProblemCode',
    example: 'name_taken',
    description: 'The kind of problem. It is stable: use it in programs.',
  })
  readonly code!: string;

  @ApiPropertyOptional({
    format: 'uri',
    example: 'urn:request:3f8e2a5c-6f4b-4c1d-9a7e-2b1c0d9e8f7a',
    description: 'Only with `internal_error`: the id of the request in the log.',
  })
  readonly instance?: string;

  @ApiPropertyOptional({
    type: [FieldFaultDto],
    description: 'One entry for each invalid field or failing part.',
  })
  readonly errors?: FieldFaultDto[];

  @ApiPropertyOptional({
    oneOf: [{ $ref: getSchemaPath(ProofChallenge) }, { type: 'string' }],
    example: 'q7ZkD0p1…',
    description:
      'With `proof_required`: the work that the next attempt needs. With `mfa_required`: a text that goes with the second factor.',
  })
  readonly challenge?: ProofChallenge | string;

  @ApiPropertyOptional({
    type: [String],
    example: ['totp', 'recovery_code'],
    description: 'Only with `mfa_required`: the kinds of second factors that the account has.',
  })
  readonly factors?: string[];

  @ApiPropertyOptional({
    type: 'integer',
    example: 600,
    description: 'Only with `mfa_required`: the number of seconds for which the challenge counts.',
  })
  readonly expiresIn?: number;

  @ApiPropertyOptional({
    enum: Object.keys(AUTH_METHODS),
    enumName: 'AuthMethod',
    enumSchema: { description: 'A way to prove who one is. docs/factors.md has the names in `amr`.' },
    isArray: true,
    example: ['passkey'],
    description:
      'Only with `insufficient_user_authentication`: the methods of which the session must have one, where the age of the sign-in is not all that matters.',
  })
  readonly methods?: string[];

  @ApiPropertyOptional({
    type: 'integer',
    example: 2_592_000,
    description:
      'Only with `mfa_required`, where MFA_REMEMBER is set: the number of seconds for which this browser can be remembered (`rememberDevice`).',
  })
  readonly rememberFor?: number;
}

/** Prefix of the OpenAPI extensions that hold the problems of an operation until the document is complete. */
const MARK = 'x-problem-';

/** Documents the problems that a route can return. On an OAuth endpoint they have the form of RFC 6749 5.2. */
export function ApiProblems(...problems: ProblemClass[]): MethodDecorator & ClassDecorator {
  const marks = problems.map(({ kind }) => ApiExtension(MARK + kind.code, kind));
  return applyDecorators(ApiExtraModels(ProblemDto, ProofChallenge), ...marks);
}

/** Removes the problems that ApiProblems has set on an operation, and returns them. */
export function takeProblems(operation: object): ProblemKind[] {
  const marked = Object.entries(operation).filter(([key]) => key.startsWith(MARK));
  for (const [key] of marked) delete (operation as Record<string, unknown>)[key];
  return marked.map(([, kind]) => kind as ProblemKind);
}
