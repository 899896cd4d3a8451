import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { textHeader } from '../http/described-headers.js';
import { replyOf, requestOf } from '../http/http-context.js';
import { Config } from '../config/config.js';
import type { Page } from './page.js';

/** OpenAPI descriptions of the two headers. */
export const NEXT_PAGE = {
  Link: textHeader('`<...>; rel="next"` with the address of the next page, where there is one (RFC 8288).'),
  'X-Next-Cursor': textHeader('The cursor of the next page, where there is one: the value for `after`.'),
};

/**
 * Sends the items of a page as a bare array. If another page follows, the Link header has its URL (RFC 8288), and
 * X-Next-Cursor has its cursor, for clients that build URLs from parameters.
 */
@Injectable()
export class LinkNextPage implements NestInterceptor<Page<unknown>, readonly unknown[]> {
  constructor(private readonly config: Config) {}

  intercept(context: ExecutionContext, next: CallHandler<Page<unknown>>): Observable<readonly unknown[]> {
    const { url } = requestOf(context);
    return next.handle().pipe(
      map((page) => {
        if (page.next) void replyOf(context).headers(this.headersOf(url, page.next));
        return page.items;
      }),
    );
  }

  private headersOf(url: string, cursor: string): Record<string, string> {
    return { link: `<${this.addressOf(url, cursor)}>; rel="next"`, 'x-next-cursor': cursor };
  }

  /**
   * Returns the URL of the next page. It is built from ISSUER, never from the Host header, which any caller can set.
   */
  private addressOf(url: string, after: string): string {
    const address = new URL(url, 'http://path.invalid');
    address.searchParams.set('after', after);
    return `${this.config.ISSUER}${address.pathname}${address.search}`;
  }
}
