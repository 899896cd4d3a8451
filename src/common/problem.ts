import type { OAuthErrorCode, ProblemCode } from '@watchword/protocol';
import type { Fault } from './field-rules.js';
import type { RateLimit } from './rate-limit.js';

/** The constant part of one kind of expected failure. `code` is stable, because clients depend on it. */
export interface ProblemKind {
  readonly status: number;
  readonly code: ProblemCode | OAuthErrorCode;
  readonly title: string;
  readonly example?: ProblemExample;
}

/** Example values for the OpenAPI document, where the title of a problem is not enough. */
export interface ProblemExample {
  readonly detail?: string;
  readonly errors?: FieldFault[];
}

/**
 * One fault of the input: the path of the field, and what is wrong with it, as a rule for programs and as a sentence.
 */
export interface FieldFault extends Fault {
  readonly field: string;
}

/**
 * What a 401 demands: a token, another token than the refused one, one of a more recent sign-in, or a client's id and
 * secret.
 */
export type Challenge = 'token' | 'another token' | 'recent sign-in' | 'client secret';

/**
 * Further facts of a problem, which the HTTP layer renders. `retryAfter` is in seconds; `members` are extension members
 * of the document (RFC 9457, section 3.2).
 */
export interface ProblemParticulars {
  readonly errors?: FieldFault[];
  readonly retryAfter?: number;
  readonly challenge?: Challenge;
  /** With the challenge `recent sign-in`: how old the sign-in may be, in seconds. */
  readonly maxAge?: number;
  readonly rateLimit?: RateLimit;
  readonly members?: Record<string, unknown>;
  /** With `mfa_required`: what a cookie has to hold, so that the sign-in goes on in this browser alone. */
  readonly signInKey?: string;
}

/**
 * An expected failure. Any code can throw it; only ProblemFilter converts it to `application/problem+json` (RFC 9457).
 * It is not logged as an error.
 */
export abstract class Problem extends Error {
  constructor(
    readonly kind: ProblemKind,
    readonly detail: string,
    readonly particulars: ProblemParticulars = {},
  ) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0; // it is not used, and in a flood of refusals it costs more than the response
    super(`${kind.code}: ${detail}`);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = new.target.name;
  }

  /** Returns the same problem with more facts. Facts that it has already are kept. */
  with(facts: ProblemParticulars): Problem {
    return new (this.constructor as ProblemClass)(this.detail, { ...facts, ...this.particulars });
  }
}

/** A class of problems, as returned by `problem()`. Its kind can be read without an instance. */
export interface ProblemClass {
  readonly kind: ProblemKind;
  new (detail?: string, particulars?: ProblemParticulars): Problem;
}

/**
 * Returns the base of a problem class: `class NameTaken extends problem(409, 'name_taken', 'The name is taken') {}`.
 * The OpenAPI document names it after its code, `NameTaken`, and shows the example.
 */
export function problem(
  status: number,
  code: ProblemKind['code'],
  title: string,
  example?: ProblemExample,
): ProblemClass {
  const kind: ProblemKind = { status, code, title, example };
  return class extends Problem {
    static readonly kind = kind;

    constructor(detail = `${title}.`, particulars?: ProblemParticulars) {
      super(kind, detail, particulars);
    }
  };
}
