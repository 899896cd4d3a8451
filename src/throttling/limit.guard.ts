import {
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
  Injectable,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiExtension } from '@nestjs/swagger';
import { Config } from '../config/config.js';
import type { Rate } from '../config/variable.decorators.js';
import { networkOfRequest } from '../http/client-network.js';
import { replyOf, type Request, requestOf } from '../http/http-context.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { rateLimitHeaders } from '../http/rate-limit-headers.js';
import { type Bucket, growing, type Rule, steady } from './counter.js';
import { CountersService } from './counters.service.js';
import { KeyedHash } from './keyed-hash.js';
import { rateLimitOf } from './standing.js';
import { RateLimited } from './throttling.errors.js';

const LIMIT = 'watchword:limit';

type Limit =
  | 'REGISTER_LIMIT'
  | 'REFRESH_LIMIT'
  | 'MAIL_REQUEST_LIMIT'
  | 'passkey options'
  | 'passkey sign-ins'
  | 'own password'
  | keyof typeof OWN_RATES;

/**
 * Signatures of passkeys are limited only by network, to this many times LOGIN_LIMIT, because a passkey cannot be
 * guessed.
 */
const WIDER = 10;

/**
 * Limits per user for changes of the own account, because each change stays in the audit log forever; and per service
 * client for its devices, because a guess may hit the code of each device.
 */
const OWN_RATES = {
  'own changes': { count: 20, seconds: 600 },
  'own factors': { count: 20, seconds: 600 },
  'own export': { count: 5, seconds: 600 },
  'own devices': { count: 100, seconds: 600 },
} as const satisfies Record<string, Rate>;

/** Counts requests of a limited route before they are handled: by network, or by the caller. */
@Injectable()
export class LimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly config: Config,
    private readonly counters: CountersService,
    private readonly hash: KeyedHash,
  ) {}

  /** Counts the request. @throws RateLimited */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = requestOf(context);
    const limits = countedBy(this.reflector.get<Limit>(LIMIT, context.getHandler()), request.body);
    const [first, ...others] = limits.flatMap((limit) => this.bucketOf(limit, request) ?? []);
    if (!first) return true;
    const standing = await this.counters.count(first, ...others);
    replyOf(context).headers(rateLimitHeaders(rateLimitOf(standing)));
    return true;
  }

  /** Returns the counter of a limit, or nothing when its variable is `off`. */
  private bucketOf(limit: Limit, request: Request): Bucket | undefined {
    const rule = this.ruleOf(limit);
    const who = limit.startsWith('own ') ? (request.user?.subject ?? '') : networkOfRequest(request);
    return rule && { ...this.hash.counterOf(limit, who), rule };
  }

  private ruleOf(limit: Limit): Rule | undefined {
    if (limit in OWN_RATES) return steady(OWN_RATES[limit as keyof typeof OWN_RATES]);
    const variable = limit.endsWith('_LIMIT') ? (limit as 'REGISTER_LIMIT') : 'LOGIN_LIMIT';
    const rate = this.config[variable];
    if (rate === 'off') return undefined;
    if (limit === 'own password') return growing(rate);
    return steady(variable === 'LOGIN_LIMIT' ? { ...rate, count: WIDER * rate.count } : rate);
  }
}

/**
 * Returns the limits that count the request. A new name reveals which names are taken, as registration does, so it is
 * also counted as a registration. The body is not validated yet.
 */
function countedBy(limit: Limit, body: unknown): Limit[] {
  const isRenaming =
    limit === 'own changes' && (body as { name?: unknown } | null | undefined)?.name !== undefined;
  return isRenaming ? [limit, 'REGISTER_LIMIT'] : [limit];
}

/** Documents a limit: the 429 response, and the headers of every response. */
export const ApiRateLimited = () =>
  applyDecorators(ApiExtension('x-rate-limited', true), ApiProblems(RateLimited));

/**
 * Limits a route by network, as its variable says, or by the signed-in user. Attempts at the user's own password are
 * limited by LOGIN_LIMIT.
 */
export const Limited = (limit: Limit) =>
  applyDecorators(SetMetadata(LIMIT, limit), UseGuards(LimitGuard), ApiRateLimited());
