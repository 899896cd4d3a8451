import { createHash } from 'node:crypto';
import type { Theme } from '../common/theme.js';
import type { PageScript } from './scripts/page-script.js';

/** What a page needs besides its style and its form. */
export interface PageNeeds {
  /** Where its form redirects to: some browsers apply `form-action` to that as well. */
  readonly returnTo?: string;
  readonly scripts?: readonly PageScript[];
  /** Whether the script of the console runs in it. */
  readonly hasConsole?: boolean;
}

type Source = readonly [directive: string, source: string];

/**
 * What the console needs: its own files, the API of this service, and `data:` for the picture of an authenticator app's
 * secret. No text becomes code or markup in it, which browsers that know Trusted Types enforce.
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
 * Builds the policy of what a page may load and do: its stylesheet, the logo of the theme, its own form, and
 * its needs.
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

  /** The value of Content-Security-Policy. */
  of({ returnTo, scripts = [], hasConsole = false }: PageNeeds): string {
    const isElsewhere = returnTo !== undefined && !returnTo.startsWith('/');
    const targets = isElsewhere ? ` ${new URL(returnTo).origin}` : '';
    const limits = [`form-action 'self'${targets}`, "base-uri 'none'", "frame-ancestors 'none'"];
    const sources = [...this.sources, ...sourcesOf(scripts), ...(hasConsole ? CONSOLE : [])];
    return [...directivesOf(sources), ...limits].join('; ');
  }
}

/** A script may send requests to the service, and nowhere else. */
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
