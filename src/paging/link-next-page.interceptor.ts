import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { textHeader } from '../common/described-headers.js';
import { replyOf, requestOf } from '../common/http-context.js';
import { Config } from '../config/config.js';
import type { Page } from './page.js';

/** How OpenAPI describes the header. */
export const NEXT_PAGE = { Link: textHeader('`<...>; rel="next"` where another page follows (RFC 8288)') };

/** Answers the bare array of a page, and puts the address of the next one in a Link header (RFC 8288). */
@Injectable()
export class LinkNextPage implements NestInterceptor<Page<unknown>, readonly unknown[]> {
  constructor(private readonly config: Config) {}

  intercept(context: ExecutionContext, next: CallHandler<Page<unknown>>): Observable<readonly unknown[]> {
    const { url } = requestOf(context);
    return next.handle().pipe(
      map((page) => {
        if (page.next)
          void replyOf(context).header('link', `<${this.addressOf(url, page.next)}>; rel="next"`);
        return page.items;
      }),
    );
  }

  /** Built from ISSUER, never from the Host header, which anybody can set. */
  private addressOf(url: string, after: string): string {
    const address = new URL(url, 'http://path.invalid');
    address.searchParams.set('after', after);
    return `${this.config.ISSUER.replace(/\/$/, '')}${address.pathname}${address.search}`;
  }
}
