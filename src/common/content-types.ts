import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension } from '@nestjs/swagger';

export const JSON_TYPE = 'application/json';
export const FORM = 'application/x-www-form-urlencoded';

/** What the parsers and the filter know of a route. */
export interface RouteSettings {
  readonly acceptsForms?: boolean;
  readonly hashesPassword?: boolean;
  readonly isOAuth?: boolean;
  /** The form fields that an OAuth endpoint knows. */
  readonly parameters?: readonly string[];
}

/**
 * A route that is sent a name and a password, and hashes it. It reads form bodies as well. Elsewhere they are refused: a
 * page of any origin may send a form without asking, but not JSON.
 */
export const CredentialsRoute = () =>
  RouteConfig({ acceptsForms: true, hashesPassword: true } satisfies RouteSettings);

/**
 * An endpoint of RFC 6749: it reads forms alone, ignores parameters that it does not know or that have no value (3.2),
 * and its errors have the form of 5.2.
 */
export const OAuthRoute = (...parameters: string[]) =>
  applyDecorators(
    RouteConfig({ acceptsForms: true, isOAuth: true, parameters } satisfies RouteSettings),
    ApiExtension('x-oauth', true),
  );
