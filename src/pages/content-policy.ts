import { createHash } from 'node:crypto';
import type { Theme } from '../common/theme.js';
import type { PageScript } from './scripts/page-script.js';

/** What a page needs beside its style and its form. */
export interface PageNeeds {
  /** Where its form leads on to: some browsers apply `form-action` to that as well. */
  readonly returnTo?: string;
  readonly scripts: readonly PageScript[];
}

/** Says what a page may load and do: its stylesheet, the logo of the theme, its own form, and what it needs beside. */
export class ContentPolicy {
  private readonly sources: readonly string[];

  constructor(style: string, { logo }: Theme) {
    const hash = createHash('sha256').update(style).digest('base64');
    this.sources = [
      "default-src 'none'",
      `style-src 'sha256-${hash}'`,
      ...(logo === undefined ? [] : [`img-src ${new URL(logo).origin}`]),
    ];
  }

  /** The value of Content-Security-Policy. */
  of({ returnTo, scripts }: PageNeeds): string {
    const isElsewhere = returnTo !== undefined && !returnTo.startsWith('/');
    const targets = isElsewhere ? ` ${new URL(returnTo).origin}` : '';
    const limits = [`form-action 'self'${targets}`, "base-uri 'none'", "frame-ancestors 'none'"];
    return [...this.sources, ...sourcesOf(scripts), ...limits].join('; ');
  }
}

/** A script may ask the service, and nothing else. */
function sourcesOf(scripts: readonly PageScript[]): string[] {
  if (scripts.length === 0) return [];
  return [`script-src ${scripts.map(({ source }) => source).join(' ')}`, "connect-src 'self'"];
}
