import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Representation } from '../http/problem-pages.js';
import { formCookieHeader, formSecretOf, formTokenFor, newFormSecret } from './form-tokens.js';
import { PageRenderer } from './page-renderer.js';
import type { View } from './page-view.js';

/** Responds to requests with pages, in the language of the reader. */
@Injectable()
export class PageAnswers {
  constructor(private readonly renderer: PageRenderer) {}

  /**
   * Returns the page with its headers. A cookie binds a form that anybody can open to the browser that requested it.
   */
  of(view: View, request: FastifyRequest): Representation {
    const language = request.headers['accept-language'];
    if (view.kind !== 'open form') return this.renderer.page(view, language);
    const secret = formSecretOf(request) ?? newFormSecret();
    const { headers, body } = this.renderer.page({ ...view, formToken: formTokenFor(secret) }, language);
    return { headers: { ...headers, 'set-cookie': formCookieHeader(secret) }, body };
  }
}
