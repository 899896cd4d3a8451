import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { OPEN_PAGES } from './open-page-view.js';

const MAX_LENGTH = 2000;
/** Browsers drop some of these, and take a backslash for a slash: `/\evil.example` leads to another host. */
const UNSAFE = /[\p{C}\p{Z}\\]/u;
/** A path of this origin, or an address of its own. Neither `//host` nor `https:host` is one. */
const FORM = /^(\/(?!\/)|https?:\/\/[^/])/i;
/** Some servers read these as slashes, and so could leave the path that is allowed. */
const HIDDEN_SLASH = /%2f|%5c/i;

/** Knows the addresses of pages as browsers see them, and where a page may lead on to. */
@Injectable()
export class PageAddresses {
  private readonly origin: string;
  private readonly prefix: string;
  private readonly returns: readonly URL[];

  constructor({ ISSUER, ALLOWED_RETURN_URLS }: Config) {
    const { origin, pathname } = new URL(ISSUER);
    this.origin = origin;
    this.prefix = pathname.replace(/\/$/, '');
    this.returns = ALLOWED_RETURN_URLS.map((entry) => new URL(entry));
  }

  /** A path of the service as browsers see it, because ISSUER may have one before it. `returnTo` goes along. */
  of(path: string, returnTo?: string): string {
    const query = returnTo === undefined ? '' : `?return_to=${encodeURIComponent(returnTo)}`;
    return this.prefix + path + query;
  }

  /** The sign-in that leads on to a page of ours, by its path and query. It leads to the account anyway. */
  signInBefore(address: string): string {
    const returnTo = address === OPEN_PAGES.account.path ? undefined : this.allowed(this.of(address));
    return this.of(OPEN_PAGES.password_sign_in.path, returnTo);
  }

  /** Where a page leads on to: what was asked for, where that is allowed, and the account otherwise. */
  onward(returnTo: unknown): string {
    return this.allowed(returnTo) ?? this.of(OPEN_PAGES.account.path);
  }

  /** What was asked for, in the spelling of browsers, where it is allowed: a path here, or what ALLOWED_RETURN_URLS has. */
  allowed(returnTo: unknown): string | undefined {
    if (typeof returnTo !== 'string' || returnTo.length > MAX_LENGTH) return undefined;
    if (UNSAFE.test(returnTo) || !FORM.test(returnTo) || !URL.canParse(returnTo, this.origin))
      return undefined;
    const url = new URL(returnTo, this.origin);
    if (url.username !== '' || url.password !== '') return undefined;
    if (url.origin === this.origin) return pathOf(url);
    return this.returns.some((entry) => covers(entry, url)) ? url.href : undefined;
  }
}

/** Of `/.//evil.example` a browser makes `//evil.example`, which would be a host again. */
function pathOf({ pathname, search, hash }: URL): string | undefined {
  return pathname.startsWith('//') ? undefined : pathname + search + hash;
}

function covers({ origin, pathname: path }: URL, url: URL): boolean {
  if (url.origin !== origin) return false;
  if (path === '/') return true;
  const folder = path.endsWith('/') ? path : `${path}/`;
  return (url.pathname === path || url.pathname.startsWith(folder)) && !HIDDEN_SLASH.test(url.pathname);
}
