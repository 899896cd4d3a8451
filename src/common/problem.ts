/** What never changes about one kind of expected failure. `code` is stable: clients decide by it. */
export interface ProblemKind {
  readonly status: number;
  readonly code: string;
  readonly title: string;
}

/** One fault of the input: the path of the field, and what is wrong with it in plain words. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

/** What a problem may say beyond its kind. `retryAfter` is in seconds and becomes the Retry-After header. */
export interface ProblemParticulars {
  readonly errors?: FieldFault[];
  readonly retryAfter?: number;
  readonly headers?: Record<string, string>;
}

/**
 * An expected failure. It is thrown by whoever notices it and becomes `application/problem+json` (RFC 9457) in
 * ProblemFilter, the only place that answers with it. It is not logged as an error.
 */
export abstract class Problem extends Error {
  constructor(
    readonly kind: ProblemKind,
    readonly detail: string,
    readonly particulars: ProblemParticulars = {},
  ) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0; // nobody reads it, and in a flood of refusals it costs more than the answer
    super(`${kind.code}: ${detail}`);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = new.target.name;
  }
}

/** A class of problems, as `problem()` makes them: the kind can be read without making an instance. */
export interface ProblemClass {
  readonly kind: ProblemKind;
  new (detail?: string, particulars?: ProblemParticulars): Problem;
}

/** Makes the base of a problem class: `class NameTaken extends problem(409, 'name_taken', 'The name is taken') {}`. */
export function problem(status: number, code: string, title: string): ProblemClass {
  const kind: ProblemKind = { status, code, title };
  return class extends Problem {
    static readonly kind = kind;

    constructor(detail = `${title}.`, particulars?: ProblemParticulars) {
      super(kind, detail, particulars);
    }
  };
}
