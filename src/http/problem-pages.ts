import type { FastifyRequest } from 'fastify';
import type { Problem } from '../common/problem.js';

/** A body, and the headers that say what it is. */
export interface Representation {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Writes problems for people, on routes that answer with pages. The status and what all errors say stay with ProblemFilter. */
export abstract class ProblemPages {
  /** The page that says what is wrong, and what to do. */
  abstract of(problem: Problem, request: FastifyRequest): Representation;
}
