import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { OPEN_PAGES } from './open-page-view.js';

const MAX_LENGTH = 2000;
/**
 * Unsafe characters: browsers drop some of them, and read a backslash as a slash, so `/\evil.example` leads to another
 * host.
 */
const UNSAFE = /[\p{C}\p{Z}\\]/u;
/** A path of this origin, or an absolute URL. Neither `//host` nor `https:host` matches. */
const FORM = /^(\/(?!\/)|https?:\/\/[^/])/i;
/** Encoded slashes: some servers decode them, so that a path could lead out of an allowed folder. */
const HIDDEN_SLASH = /%2f|%5c/i;

/** Builds the addresses of pages as browsers see them, and checks where a page may redirect to. */
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

  /**
   * Returns a path of the service as browsers see it: with the path of ISSUER in front, and `returnTo` in the query.
   */
  of(path: string, returnTo?: string): string {
    const query = returnTo === undefined ? '' : `?return_to=${encodeURIComponent(returnTo)}`;
    return this.prefix + path + query;
  }

  /**
   * Returns the address of the sign-in that redirects to a page of this service, given by path and query. Without a
   * parameter, the sign-in redirects to the account.
   */
  signInBefore(address: string): string {
    const returnTo = address === OPEN_PAGES.account.path ? undefined : this.allowed(this.of(address));
    return this.of(OPEN_PAGES.password_sign_in.path, returnTo);
  }

  /** Returns the address that a page redirects to: the requested address if it is allowed, otherwise the account. */
  onward(returnTo: unknown): string {
    return this.allowed(returnTo) ?? this.of(OPEN_PAGES.account.path);
  }

  /**
   * Returns the requested address as browsers spell it, if it is allowed: a path of this service, or an address that
   * ALLOWED_RETURN_URLS covers.
   */
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

/**
 * Returns the path, query and fragment, or nothing if the path starts with two slashes: a browser turns
 * `/.//evil.example` into `//evil.example`, and would read that as a host.
 */
function pathOf({ pathname, search, hash }: URL): string | undefined {
  return pathname.startsWith('//') ? undefined : pathname + search + hash;
}

function covers({ origin, pathname: path }: URL, url: URL): boolean {
  if (url.origin !== origin) return false;
  if (path === '/') return true;
  const folder = path.endsWith('/') ? path : `${path}/`;
  return (url.pathname === path || url.pathname.startsWith(folder)) && !HIDDEN_SLASH.test(url.pathname);
}
