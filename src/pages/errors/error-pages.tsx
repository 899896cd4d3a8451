import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { OAUTH_ERROR_CODES, PROBLEM_CODES } from '@watchword/protocol';
import { NotFound } from '../../common/common.errors.js';
import { readTheme, type Theme } from '../../common/theme.js';
import { Config } from '../../config/config.js';
import type { Representation } from '../../http/problem-pages.js';
import { builtFolder } from '../built-folder.js';
import { ContentPolicy } from '../content-policy.js';
import { pageHeaders } from '../page-headers.js';
import { htmlOf, Layout } from '../page-layout.js';
import { errorStyleOf } from './error-style.js';

const LIST = 'index.html';
const CODES: ReadonlySet<string> = new Set([...PROBLEM_CODES, ...OAUTH_ERROR_CODES]);

/** Renders the pages about errors in the theme. The build makes their contents from docs/errors.md and docs/errors/. */
@Injectable()
export class ErrorPages {
  private readonly folder = builtFolder('errors', LIST);
  private readonly theme: Theme;
  private readonly style: string;
  private readonly headers: Representation['headers'];

  constructor(config: Config) {
    this.theme = readTheme(config.THEME);
    this.style = errorStyleOf(this.theme);
    this.headers = {
      ...pageHeaders('en', new ContentPolicy(this.style, this.theme).of({})),
      'cache-control': 'public, max-age=3600',
    };
  }

  /** Returns the page that lists all error codes. */
  list(): Promise<Representation> {
    return this.page('Errors', LIST);
  }

  /** Returns the page about an error code. @throws NotFound */
  async of(code: string): Promise<Representation> {
    if (!CODES.has(code)) throw new NotFound();
    return this.page(code, `${code}.html`);
  }

  /** Reads the file for each request, because these pages are rarely opened and browsers cache them. */
  private async page(title: string, file: string): Promise<Representation> {
    if (this.folder === undefined) throw new NotFound();
    const text = await readFile(join(this.folder, file), 'utf8');
    const { theme, style, headers } = this;
    const document = (
      <Layout language="en" scripts={[]} {...{ title, theme, style }}>
        <div dangerouslySetInnerHTML={{ __html: text }} />
      </Layout>
    );
    return { headers, body: htmlOf(document) };
  }
}
