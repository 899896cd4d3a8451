import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { numberHeader, textHeader } from '../common/described-headers.js';
import { ApiProblems } from '../common/problem.decorator.js';
import type { CounterState, Rule } from './counter.js';
import { RateLimited } from './throttling.errors.js';

/** How a counter stands at a moment, in milliseconds since the epoch. */
export interface Standing extends CounterState {
  readonly rule: Rule;
  readonly now: number;
}

/** How OpenAPI describes the headers. */
export const DESCRIBED_RATE_LIMIT_HEADERS = {
  'RateLimit-Limit': numberHeader('How many in a window'),
  'RateLimit-Remaining': numberHeader('How many are left in this window'),
  'RateLimit-Reset': numberHeader('Seconds until this window ends'),
  'RateLimit-Policy': textHeader('The limit and the length of a window in seconds, such as `10;w=60`'),
};

/** Their names, for browsers to show them to pages. */
export const RATE_LIMIT_HEADERS = Object.keys(DESCRIBED_RATE_LIMIT_HEADERS);

/** The headers that tell a caller how a limit stands, as draft-ietf-httpapi-ratelimit-headers-06 names them. */
export function headersOf({ rule, now, hits, endsAt }: Standing): Record<string, string> {
  return {
    'RateLimit-Limit': String(rule.limit),
    'RateLimit-Remaining': String(Math.max(0, rule.limit - hits)),
    'RateLimit-Reset': String(Math.ceil((endsAt - now) / 1000)),
    'RateLimit-Policy': `${rule.limit};w=${rule.length / 1000}`,
  };
}

/** Documents a limit: the answer 429, and the headers on every answer. */
export const ApiRateLimited = () =>
  applyDecorators(ApiExtension('x-rate-limited', true), ApiProblems(RateLimited));
