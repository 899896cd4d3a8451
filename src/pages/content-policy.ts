import { createHash } from 'node:crypto';
import type { Theme } from '../common/theme.js';
import type { PageScript } from './scripts/page-script.js';

/** What a page needs besides its style and its form. */
export interface PageNeeds {
  /** The address that its form redirects to, because some browsers apply `form-action` to redirects as well. */
  readonly returnTo?: string;
  readonly scripts?: readonly PageScript[];
  /** Whether the script of the console runs in it. */
  readonly hasConsole?: boolean;
}

type Source = readonly [directive: string, source: string];

/**
 * The sources that the console needs: its own files, the API of this service, and `data:` for the QR code of an
 * authenticator app's secret. The console never turns text into code or markup, and browsers with Trusted Types enforce
 * this.
 */
const CONSOLE: readonly Source[] = [
  ['script-src', "'self'"],
  ['style-src', "'self'"],
  ['connect-src', "'self'"],
  ['img-src', 'data:'],
  ['require-trusted-types-for', "'script'"],
  ['trusted-types', "'none'"],
];

/**
 * Builds the Content-Security-Policy of a page. It allows the stylesheet, the logo of the theme, the form of the page,
 * and the needs of the page.
 */
export class ContentPolicy {
  private readonly sources: readonly Source[];

  constructor(style: string, { logo }: Theme) {
    const hash = createHash('sha256').update(style).digest('base64');
    this.sources = [
      ['default-src', "'none'"],
      ['style-src', `'sha256-${hash}'`],
      ...(logo === undefined ? [] : [['img-src', new URL(logo).origin] as const]),
    ];
  }

  /** Returns the value of the header Content-Security-Policy. */
  of({ returnTo, scripts = [], hasConsole = false }: PageNeeds): string {
    const isElsewhere = returnTo !== undefined && !returnTo.startsWith('/');
    const targets = isElsewhere ? ` ${new URL(returnTo).origin}` : '';
    const limits = [`form-action 'self'${targets}`, "base-uri 'none'", "frame-ancestors 'none'"];
    const sources = [...this.sources, ...sourcesOf(scripts), ...(hasConsole ? CONSOLE : [])];
    return [...directivesOf(sources), ...limits].join('; ');
  }
}

/** Returns the sources for scripts: the scripts themselves, and requests to this service only. */
function sourcesOf(scripts: readonly PageScript[]): Source[] {
  if (scripts.length === 0) return [];
  return [...scripts.map(({ source }): Source => ['script-src', source]), ['connect-src', "'self'"]];
}

function directivesOf(sources: readonly Source[]): string[] {
  const names = [...new Set(sources.map(([directive]) => directive))];
  return names.map((name) =>
    [name, ...sources.filter(([directive]) => directive === name).map(([, source]) => source)].join(' '),
  );
}
