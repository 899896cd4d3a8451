import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import type { RouteSettings } from '../http/content-types.js';
import { replyOf, requestOf } from '../http/http-context.js';
import { PageAnswers } from './page-answers.js';
import type { PageName, View } from './page-view.js';

/** Renders the result of a handler as a page. If a handler returns nothing, the page says that its work is done. */
@Injectable()
export class PageInterceptor implements NestInterceptor<View | undefined, string> {
  constructor(private readonly answers: PageAnswers) {}

  intercept(context: ExecutionContext, next: CallHandler<View | undefined>): Observable<string> {
    const request = requestOf(context);
    const page = (request.routeOptions.config as RouteSettings).page as PageName;
    return next.handle().pipe(
      map((view) => {
        const { headers, body } = this.answers.of(view ?? { kind: 'done', page }, request);
        void replyOf(context).headers(headers);
        return body;
      }),
    );
  }
}
