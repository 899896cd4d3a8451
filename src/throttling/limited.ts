import {
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
  Injectable,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { replyOf, requestOf } from '../common/http-context.js';
import { Config } from '../config/config.js';
import { growing, steady } from './counter.js';
import { CountersService } from './counters.service.js';
import { KeyedHash } from './keyed-hash.js';
import { ApiRateLimited, headersOf } from './rate-limit-headers.js';
import { networkOfRequest } from './visitor.js';

const LIMIT = 'watchword:limit';

type Limit = 'REGISTER_LIMIT' | 'REFRESH_LIMIT' | 'own password';

/** Counts requests of a route before anything is done for them: by address, or by who is signed in. */
@Injectable()
export class LimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly config: Config,
    private readonly counters: CountersService,
    private readonly hash: KeyedHash,
  ) {}

  /** @throws RateLimited */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const limit = this.reflector.get<Limit>(LIMIT, context.getHandler());
    const isOwn = limit === 'own password';
    const rate = this.config[isOwn ? 'LOGIN_LIMIT' : limit];
    if (rate === 'off') return true;

    const request = requestOf(context);
    const who = isOwn ? (request.user?.subject ?? '') : networkOfRequest(request);
    const rule = isOwn ? growing(rate) : steady(rate);
    const standing = await this.counters.count({ id: this.hash.of(limit, who), rule });
    replyOf(context).headers(headersOf(standing));
    return true;
  }
}

/** Limits a route: by address as the variable says, or, where people give their own password again, as LOGIN_LIMIT says. */
export const Limited = (limit: Limit) =>
  applyDecorators(SetMetadata(LIMIT, limit), UseGuards(LimitGuard), ApiRateLimited());
