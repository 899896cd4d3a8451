import { HttpException } from '@nestjs/common';
import { BaseError } from 'sequelize';
import { isDatabaseFault } from '../database/database-faults.js';
import {
  BadRequest,
  BodyTooLarge,
  HeadersTooLarge,
  InternalError,
  MalformedBody,
  NotFound,
  RequestTimeout,
  Unavailable,
  UnsupportedMediaType,
  UriTooLong,
} from '../common/common.errors.js';
import { Problem, type ProblemClass } from '../common/problem.js';

const BY_STATUS = new Map<number, ProblemClass>([
  [400, BadRequest],
  [404, NotFound],
  [408, RequestTimeout],
  [413, BodyTooLarge],
  [414, UriTooLong],
  [415, UnsupportedMediaType],
  [431, HeadersTooLarge],
  [503, Unavailable],
]);

const BY_FASTIFY_CODE = new Map<string, ProblemClass>([
  ['FST_ERR_CTP_INVALID_JSON_BODY', MalformedBody],
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', MalformedBody],
]);

/** Converts any error to a problem. An unexpected error becomes InternalError. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof BaseError || isDatabaseFault(error)) return fromDatabase(error);

  const { code, statusCode } = error as { code?: string; statusCode?: number };
  const status = error instanceof HttpException ? error.getStatus() : statusCode;
  const known = BY_FASTIFY_CODE.get(code ?? '') ?? BY_STATUS.get(status ?? 500);
  return known ? new known() : new InternalError();
}

function fromDatabase(error: unknown): Problem {
  return isDatabaseFault(error)
    ? new Unavailable('The database does not answer. Try again in a moment.')
    : new InternalError();
}
